import { pipeline, task, z } from "@troupe/sdk";

const noop = task("noop", { input: { index: z.int() } }, () => {});

export default pipeline("queued", { params: { index: z.int() } }, ({ params }) => {
  noop({ index: params.index });
});
