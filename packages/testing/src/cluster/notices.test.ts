/** Who is told how runs end: once if all goes well, at least once whatever happens, and never at anybody's expense. */
import { type AttemptOutcome, defaultLimits, type NotifyRule, type PipelineSpec } from "@troupe/core";
import { MemoryMessenger } from "@troupe/engine/adapters";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const nothing = { type: "object", properties: {}, additionalProperties: false } as const;
const slack: NotifyRule = { to: { kind: "slack", connection: "ml" }, on: ["failed", "timed-out"] };
const webhook: NotifyRule = { to: { kind: "webhook", connection: "ops" }, on: ["failed", "succeeded", "cancelled"] };
const connections = [
  { name: "ml", kind: "slack" },
  { name: "ops", kind: "webhook" },
] as const;

function specOf(notify: readonly NotifyRule[], name = "churn"): PipelineSpec {
  const runs = { kind: "command", argv: ["train"] } as const;
  return {
    format: 1,
    name,
    params: nothing,
    steps: { train: { runs, input: nothing, limits: defaultLimits } },
    nodes: [{ kind: "step", id: "train", scope: [], step: "train", input: {} }],
    notify,
  };
}

const failure = { exitClass: "failure", code: "TASK_FAILED", message: "exited with code 1: no rows" } as const;
const fails = async (): Promise<AttemptOutcome> => ({ exitClass: "failure", failure });
const succeeds = async (): Promise<AttemptOutcome> => ({ exitClass: "success", output: null });

async function clusterOf(execute: () => Promise<AttemptOutcome>, messenger = new MemoryMessenger(connections)) {
  const linkTo = (runId: string) => `https://troupe/runs/${runId}`;
  const cluster = new SimulatedCluster({ execute, engine: { messenger, linkTo } });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  const start = async (notify: readonly NotifyRule[], name?: string): Promise<string> => {
    const { engine } = cluster;
    await engine.pipelines.apply(specOf(notify, name), null);
    return (await engine.runs.create({ pipeline: name ?? "churn", params: {} })).header.runId;
  };
  return { cluster, messenger, start };
}

it("tells each that asked for it, once, what failed and why, and says so of the run, live or sealed", async () => {
  const { cluster, messenger, start } = await clusterOf(fails);
  const runId = await start([slack, webhook]);
  await cluster.clock.advance(60_000);
  expect(messenger.sent.map(({ id, target }) => [id, target.connection])).toEqual([
    [`${runId}.ended.0`, "ml"],
    [`${runId}.ended.1`, "ops"],
  ]);
  expect(messenger.sent[0]?.text).toMatchObject({
    title: "churn failed at train",
    link: `https://troupe/runs/${runId}`,
  });
  expect(await cluster.engine.notices.list(runId)).toMatchObject([
    { cause: "failed", status: "sent", attempts: 1, problem: "", nextAt: null },
    { target: { connection: "ops" }, status: "sent" },
  ]);
  const follower = await cluster.startFollower();
  expect(await follower.notices.list(runId)).toHaveLength(2);
  follower.stop();
});

it("tells nobody of what nobody asked for", async () => {
  const { cluster, messenger, start } = await clusterOf(succeeds);
  const runId = await start([slack]);
  await cluster.clock.advance(60_000);
  expect(messenger.tried).toEqual([]);
  expect(await cluster.engine.notices.list(runId)).toEqual([]);
});

it("is sent by the next leader if the one that ended the run did not come to it", async () => {
  const messenger = new MemoryMessenger(connections);
  messenger.moods.set("ml", "hang");
  const { cluster, start } = await clusterOf(fails, messenger);
  const runId = await start([slack]);
  await cluster.clock.advance(5000);
  expect(messenger.tried).toHaveLength(1);
  cluster.killCoordinator();
  messenger.moods.set("ml", "take");
  await cluster.startCoordinator();
  await cluster.clock.advance(5000);
  expect(messenger.sent.map(({ id }) => id)).toEqual([`${runId}.ended.0`]);
  cluster.killCoordinator();
  // And not again by the one after that.
  await cluster.startCoordinator();
  await cluster.clock.advance(60_000);
  expect(messenger.sent).toHaveLength(1);
});

it("is tried again, later and later, by the next leader too, and given up after a day", async () => {
  const { cluster, messenger, start } = await clusterOf(fails);
  messenger.moods.set("ml", "later");
  const runId = await start([slack]);
  await cluster.clock.advance(40_000);
  expect(messenger.tried).toHaveLength(4);
  cluster.killCoordinator();
  await cluster.startCoordinator();
  await cluster.clock.advance(60_000);
  expect(messenger.tried).toHaveLength(4);
  expect(await cluster.engine.notices.list(runId)).toMatchObject([
    { status: "due", attempts: 4, problem: "The other side says: later.", nextAt: expect.any(Number) },
  ]);
  await cluster.clock.advance(25 * 3_600_000);
  const [given] = await cluster.engine.notices.list(runId);
  expect(given).toMatchObject({ status: "given-up", problem: "The other side says: later." });
  expect(messenger.tried.length).toBeLessThan(40);
  expect(new Set(messenger.tried.map(({ id }) => id)).size).toBe(1);
});

it("is given up at once where the other side will never take it, and forgotten after two weeks", async () => {
  const { cluster, messenger, start } = await clusterOf(fails);
  messenger.moods.set("ml", "never");
  const runId = await start([slack]);
  await cluster.clock.advance(60_000);
  expect(messenger.tried).toHaveLength(1);
  expect(await cluster.engine.notices.list(runId)).toMatchObject([{ status: "given-up", attempts: 1 }]);
  // Its beats would be half a million.
  cluster.agents[0]?.disconnect();
  await cluster.clock.advance(15 * 24 * 3_600_000);
  await start([]);
  await cluster.clock.advance(3_600_000);
  expect(await cluster.engine.notices.list(runId)).toEqual([]);
});

it("keeps quiet when it is asked to, with everything for that connection and with nothing else", async () => {
  const { cluster, messenger, start } = await clusterOf(fails);
  messenger.moods.set("ml", "later");
  messenger.retryAfterMs = 120_000;
  await start([slack]);
  await cluster.clock.advance(2000);
  await start([slack, webhook], "second");
  await cluster.clock.advance(60_000);
  expect(messenger.tried.map(({ target }) => target.connection)).toEqual(["ml", "ops"]);
  messenger.moods.set("ml", "take");
  await cluster.clock.advance(120_000);
  expect(messenger.sent.filter(({ target }) => target.connection === "ml")).toHaveLength(2);
});

it("holds nobody up where one hangs: neither runs, nor their sealing, nor other connections", async () => {
  const { cluster, messenger, start } = await clusterOf(fails);
  messenger.moods.set("ml", "hang");
  const runs: string[] = [];
  for (let index = 0; index < 20; index += 1) runs.push(await start([slack, webhook]));
  await cluster.clock.advance(10_000);
  expect(messenger.sent).toHaveLength(20);
  expect(messenger.tried.filter(({ target }) => target.connection === "ml")).toHaveLength(4);
  for (const runId of runs) expect((await cluster.engine.runs.get(runId)).header.status).toBe("failed");
  messenger.moods.set("ml", "take");
  await cluster.clock.advance(300_000);
  expect(new Set(messenger.sent.map(({ id }) => id)).size).toBe(40);
});

it("waits for a connection that is not there yet, and is seen to", async () => {
  const { cluster, start } = await clusterOf(fails, new MemoryMessenger([]));
  const runId = await start([slack]);
  await cluster.clock.advance(2000);
  expect(await cluster.engine.notices.list(runId)).toMatchObject([
    { status: "due", problem: "There is no connection ml of kind slack." },
  ]);
});

it("can be tried out, and says what came of it", async () => {
  const { cluster, messenger } = await clusterOf(fails);
  expect(await cluster.engine.notices.test("ops", [])).toBe("webhook");
  expect(messenger.sent[0]).toMatchObject({ notice: null, text: { title: "This is a test" } });
  messenger.moods.set("ops", "later");
  await expect(cluster.engine.notices.test("ops", [])).rejects.toMatchObject({ code: "NOTIFY_FAILED" });
  messenger.moods.set("ops", "hang");
  const test = expect(cluster.engine.notices.test("ops", [])).rejects.toThrow("no answer within 15 s");
  await cluster.clock.advance(15_000);
  await test;
  await expect(cluster.engine.notices.test("nowhere", [])).rejects.toMatchObject({ code: "CONNECTION_NOT_FOUND" });
});
