import { map, pipeline, task, z } from "@troupe/sdk";

const square = task(
  "square",
  { input: { value: z.int(), layer: z.int() }, output: z.int() },
  ({ value, layer }) => layer * value * value,
);

export const layers = 10;

/** One map for each layer: a pipeline has 20,000 steps at most, and its maps as many rounds as they are given. */
export default pipeline("dag-large", { params: { items: z.array(z.int()) } }, ({ params }) => {
  for (let layer = 1; layer <= layers; layer += 1)
    map(params.items, (value) => square({ value, layer }, { id: `square-${layer}` }), { id: `layer-${layer}` });
});
