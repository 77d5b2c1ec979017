/** What a task that waits says of it: in words that stand in its pipeline. */
import { equals, map, pipeline, task, when, z } from "@troupe/sdk";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const list = task("list", { output: z.object({ many: z.array(z.int()) }) }, () => ({ many: [] }));
const train = task("train", { input: { size: z.int() }, output: z.object({ loss: z.int() }) }, () => ({ loss: 0 }));
const judge = task("judge", { input: { losses: z.array(z.int()) }, output: z.object({ best: z.int() }) }, () => ({
  best: 0,
}));
const notify = task("notify", { input: { size: z.int() } }, () => {});

const churn = pipeline("churn", {}, () => {
  const { many } = list();
  const losses = map(many, (size) => train({ size }).loss);
  const { best } = judge({ losses });
  when("perfect", equals(best, 0), () => notify({ size: best }));
});

it("names steps, and no map, which has no name there", async () => {
  const listed = Promise.withResolvers<void>();
  const cluster = new SimulatedCluster({
    execute: async (_, { task: name }) => {
      await (name === "list" ? listed.promise : new Promise(() => {}));
      return { exitClass: "success", output: { value: { many: [1, 2] } } };
    },
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(churn.spec, (await cluster.archive.put(Buffer.from("code"))).digest);
  const { header } = await cluster.engine.runs.create({ pipeline: "churn", params: {} });
  await cluster.addAgent({ id: "a1" });
  const reasons = async () => {
    await cluster.clock.advance(1000);
    const tasks = await cluster.engine.runs.tasks(header.runId, { limit: 10 });
    return Object.fromEntries(tasks.map(({ name, reason }) => [name, reason]));
  };
  expect(await reasons()).toEqual({
    list: "",
    "train[]": "waits for list",
    judge: "waits for list",
    notify: "waits for perfect",
  });
  listed.resolve();
  expect(await reasons()).toEqual({
    list: "",
    "train[0]": "",
    "train[1]": "",
    judge: "waits for train",
    notify: "waits for perfect",
  });
});
