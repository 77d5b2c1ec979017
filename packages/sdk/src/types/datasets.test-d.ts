/** What the compiler says of datasets, overlaps and webhooks. Checked by `npm run typecheck`. */
import { artifact, dataset, pipeline, publish, read, task, when, z } from "@troupe/sdk";
import type { Client } from "@troupe/sdk/client";

const Features = z.object({ rows: z.int(), table: artifact("csv") });
const features = dataset("churn/features", Features);
const labels = dataset("churn/labels", z.object({ rows: z.int() }));

const extract = task("extract", { output: Features }, async (_, { save }) => ({
  rows: 1,
  table: await save(artifact("csv"), "a\n"),
}));
const count = task("count", { output: z.object({ rows: z.string() }) }, () => ({ rows: "many" }));
const train = task("train", { input: { data: Features } }, () => {});

pipeline("publishes", () => {
  const data = extract();
  publish(features, data);
  publish(labels, { rows: data.rows });
  publish(labels, { rows: 3 });
  // @ts-expect-error: rows is text there
  publish(labels, count());
  // @ts-expect-error: rows is missing
  publish(labels, {});
  // @ts-expect-error: bytes cannot be written down
  publish(features, { rows: 1, table: "a.csv" });
});

pipeline("reads", { on: features }, () => {
  train({ data: read(features) });
  // @ts-expect-error: labels have no table
  train({ data: read(labels) });
  // @ts-expect-error: it may be absent
  train({ data: read(features, { optional: true }) });
  when("there", read(features, { optional: true }), (data) => train({ data }));
  // @ts-expect-error: there is no such field
  read(labels).columns;
});

pipeline(
  "both",
  { on: { all: [features, labels] }, overlap: "latest-only" },
  () => void train({ data: read(features) }),
);
pipeline("either", { on: [features, labels], overlap: { policy: "queue", limit: 2 } }, () => void extract());
// @ts-expect-error: a dataset, not its name
pipeline("named", { on: "churn/features" }, () => void extract());
// @ts-expect-error: there is no such policy
pipeline("often", { overlap: "sometimes" }, () => void extract());
// @ts-expect-error: a strict sequence runs one at a time
pipeline("strict", { overlap: { policy: "strict-sequence", limit: 2 } }, () => void extract());

pipeline(
  "hooked",
  { params: { commit: z.string() }, webhook: { secret: "GITHUB", params: { commit: "/after" } } },
  () => {
    extract();
  },
);
const commit = { commit: z.string() };
// @ts-expect-error: there is no such param
pipeline("hooks", { params: commit, webhook: { secret: "GITHUB", params: { branch: "/ref" } } }, () => void extract());

export async function publications(client: Client): Promise<void> {
  await client.publish(labels, { rows: 3 });
  // @ts-expect-error: rows is a number
  await client.publish(labels, { rows: "3" });
  await client.publish("churn/labels", { rows: "anything" });
}
