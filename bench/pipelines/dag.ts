import { pipeline, type Ref, task, z } from "@troupe/sdk";
import { add, depth, width } from "./dag-shape.ts";

const Node = z.object({ value: z.int(), began: z.number() });

const combine = task("combine", { input: { left: Node, right: Node }, output: Node }, ({ left, right }) => ({
  value: add(left.value, right.value),
  began: performance.timeOrigin + performance.now(),
}));

export default pipeline("dag", () => {
  const given = { value: 1, began: 0 };
  let layer: (Ref<z.infer<typeof Node>> | typeof given)[] = Array.from({ length: width }, () => given);
  for (let level = 0; level < depth; level += 1) {
    layer = layer.map((left, at) => {
      const right = layer[(at + 1) % width] ?? left;
      return combine({ left, right }, { id: `n-${level}-${at}` });
    });
  }
});
