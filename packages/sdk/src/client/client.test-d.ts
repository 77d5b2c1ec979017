/** What the compiler says of submits and outputs. Checked by `npm run typecheck`. */
import { pipeline, task, z } from "@troupe/sdk";
import type { Client, RunHandle } from "@troupe/sdk/client";

const fit = task("fit", { input: { trees: z.int() }, output: z.object({ accuracy: z.number() }) }, ({ trees }) => ({
  accuracy: 1 / trees,
}));
const churn = pipeline("churn", { params: { trees: z.int(), deep: z.boolean().default(false) } }, ({ params }) => ({
  best: fit({ trees: params.trees }),
}));
const plain = pipeline("plain", () => {
  fit({ trees: 1 });
});

export async function submits(client: Client): Promise<void> {
  const run = await client.submit(churn, { trees: 3 });
  const accuracy: number = (await run.outputs()).best.accuracy;
  const outcome = await run.wait();
  const later: number | undefined = outcome.outputs?.best.accuracy;
  await client.submit(churn, { trees: 3, deep: true }, { requestId: `${accuracy}${later}` });
  await client.submit(plain);
  const named: RunHandle = await client.submit("churn", { anything: [1] });
  await named.outputs();

  // @ts-expect-error: trees is required
  await client.submit(churn);
  // @ts-expect-error: trees is a number
  await client.submit(churn, { trees: "3" });
  // @ts-expect-error: there is no such parameter
  await client.submit(churn, { trees: 3, tree: 3 });
  // @ts-expect-error: there is no such output
  (await run.outputs()).worst;
}
