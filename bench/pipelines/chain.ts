import { pipeline, task, z } from "@troupe/sdk";

const increment = task("increment", { input: { value: z.int() }, output: z.int() }, ({ value }) => value + 1);

export default pipeline("chain", { params: { value: z.int() } }, ({ params }) => {
  let value = increment({ value: params.value }, { id: "step-1" });
  for (let index = 2; index <= 5; index += 1) value = increment({ value }, { id: `step-${index}` });
  return { value };
});
