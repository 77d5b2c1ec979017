/** A coordinator that follows shows what the leader would, goes on when leaders change, and decides nothing. */
import { defaultLimits, type Expression, type Node, type PipelineSpec } from "@troupe/core";
import type { Faces, WatchItem } from "@troupe/engine";
import { afterEach, expect, test, vi } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const number = { type: "number" } as const;
const ref = (step: string): Expression => ({ kind: "step", step, path: [] });
const step = (id: string, input: Record<string, Expression>, scope: string[] = []): Node => ({
  kind: "step",
  id,
  scope,
  step: "add",
  input,
});

/** One, three in parallel, one; a chain of seconds. */
const spec: PipelineSpec = {
  format: 1,
  name: "diamond",
  params: { type: "object", properties: {}, additionalProperties: false },
  steps: {
    add: {
      runs: { kind: "command", argv: ["add"] },
      input: { type: "object", additionalProperties: number },
      output: number,
      limits: defaultLimits,
    },
  },
  nodes: [
    step("first", { x: { kind: "literal", value: 1 } }),
    { kind: "map", id: "each", scope: [], over: { kind: "literal", value: [10, 20, 30] } },
    step("train", { x: ref("first"), y: { kind: "item", map: "each", path: [] } }, ["each[]"]),
    step("best", {
      a: { kind: "at", of: { kind: "gather", map: "each", of: ref("train") }, key: { kind: "literal", value: 2 } },
    }),
  ],
  outputs: ref("best"),
};

afterEach(() => {
  vi.restoreAllMocks();
});

async function cluster() {
  const made: SimulatedCluster = new SimulatedCluster({
    execute: async (attempt) => {
      await new Promise<void>((resolve) => made.clock.after(1000, resolve));
      const inputs = Object.values(attempt.inputs) as number[];
      return { exitClass: "success", output: { value: inputs.reduce((sum, each) => sum + each, 1) } };
    },
  });
  await made.startCoordinator();
  await made.addAgent({ id: "a1" });
  await made.engine.pipelines.apply(spec, null);
  return { made, follower: await made.startFollower() };
}

function watch({ runs }: Faces, runId: string, after = 0) {
  const items: WatchItem[] = [];
  const ended = (async () => {
    for await (const item of runs.watch(runId, { after, signal: new AbortController().signal })) items.push(item);
    return "ended";
  })().catch((error: unknown) => error);
  return { items, ended };
}

const sequencesOf = (items: readonly WatchItem[]) =>
  items.flatMap((item) => (item.type === "event" ? [item.sequence] : []));

test("a follower shows a run as its leader does, from its beginning to the archive", async () => {
  const { made, follower } = await cluster();
  const { runId } = (await made.engine.runs.create({ pipeline: "diamond", params: {} })).header;
  const seen = new Set<string>();
  const all = { limit: 100 };
  for (let isSealed = false; !isSealed; ) {
    // Between two events, when the feed is level.
    await made.clock.advance(500);
    const led = await made.engine.runs.get(runId);
    const followed = await answered(made, follower.runs.get(runId));
    expect(followed.header.sequence).toBeGreaterThanOrEqual(led.header.sequence);
    isSealed = (await made.archive.resolve(`runs/${runId}`)) !== undefined;
    if (followed.header.sequence > led.header.sequence) continue;
    expect(followed).toEqual(led);
    expect(await answered(made, follower.runs.tasks(runId, all))).toEqual(await made.engine.runs.tasks(runId, all));
    seen.add(JSON.stringify(led.counts));
  }
  // Waiting, running, done: not one state all the time.
  expect(seen.size).toBeGreaterThan(3);
  expect((await follower.runs.get(runId)).header).toMatchObject({ status: "succeeded", outputs: 34 });
});

test("a watch held at a follower is told each event once, and goes on under the next leader", async () => {
  const { made, follower } = await cluster();
  const { runId } = (await made.engine.runs.create({ pipeline: "diamond", params: {} })).header;
  const watched = watch(follower, runId);
  await made.clock.advance(1500);
  made.killCoordinator();
  await made.startCoordinator();
  for (const agent of made.agents) await agent.connect(made.engine);
  expect(await made.clock.runUntil(() => watched.items.some(isLast), 120_000)).toBe(true);
  expect(await watched.ended).toBe("ended");
  const [snapshot] = watched.items;
  const first = snapshot?.type === "snapshot" ? snapshot.run.header.sequence : 0;
  const sequences = sequencesOf(watched.items);
  expect(sequences).toEqual(sequences.map((_, index) => first + 1 + index));
  expect(watched.items.at(-1)).toMatchObject({ run: { header: { status: "succeeded", outputs: 34 } } });
});

test("a watch is resumed at another coordinator without a gap", async () => {
  const { made, follower } = await cluster();
  const { runId } = (await made.engine.runs.create({ pipeline: "diamond", params: {} })).header;
  const before = watch(made.engine, runId);
  await made.clock.runUntil(() => sequencesOf(before.items).length > 3, 10_000);
  made.killCoordinator();
  expect(await before.ended).toMatchObject({ code: "NOT_LEADER" });
  const last = sequencesOf(before.items).at(-1) ?? 0;
  const after = watch(follower, runId, last);
  await made.startCoordinator();
  for (const agent of made.agents) await agent.connect(made.engine);
  expect(await made.clock.runUntil(() => after.items.some(isLast), 120_000)).toBe(true);
  expect(sequencesOf(after.items)[0]).toBe(last + 1);
});

test("what an agent reports to a follower is read at the leader, and the other way round", async () => {
  const { made, follower } = await cluster();
  const { runId } = (await made.engine.runs.create({ pipeline: "diamond", params: {} })).header;
  await made.clock.advance(500);
  // Whoever reads it is told of its progress.
  await follower.runs.get(runId);
  const key = { runId, task: "first", attempt: 1 };
  const chunk = (text: string, offset: number, fraction: number) => ({
    agentId: "a1",
    logs: [{ ...key, stream: "stdout" as const, offset, data: Buffer.from(text), at: 0, gap: 0 }],
    metrics: [],
    held: [],
    heldMetrics: [],
    progress: [{ ...key, fraction, message: "so far", at: 0 }],
  });
  expect(await follower.telemetry.ingest(chunk("one ", 0, 0.25))).toMatchObject({ logs: [{ offset: 4 }] });
  const fractions = async () =>
    Promise.all(
      [made.engine, follower].map(async ({ runs }) => (await runs.tasks(runId, { limit: 1 }))[0]?.progress?.fraction),
    );
  expect(await fractions()).toEqual([0.25, 0.25]);
  await made.engine.telemetry.ingest(chunk("two", 4, 0.75));
  expect(await fractions()).toEqual([0.75, 0.75]);
  for (const { runs } of [made.engine, follower]) {
    const parts: string[] = [];
    const query = { runId, task: "first", streams: ["stdout" as const], from: {}, follow: false };
    for await (const { data } of runs.logs(query, new AbortController().signal))
      parts.push(Buffer.from(data).toString());
    expect(parts.join("")).toBe("one two");
  }
  const stray = { runId: "none", task: "first", attempt: 1, stream: "stdout" as const };
  const log = { ...stray, offset: 0, data: Buffer.from("x"), at: 0, gap: 0 };
  const acknowledged = await follower.telemetry.ingest({
    agentId: "a1",
    logs: [log],
    metrics: [],
    progress: [],
    held: [],
    heldMetrics: [],
  });
  expect(acknowledged.logs).toEqual([{ ...stray, offset: 1 }]);
});

test("logs that are followed at a follower end with their task", async () => {
  const { made, follower } = await cluster();
  const { runId } = (await made.engine.runs.create({ pipeline: "diamond", params: {} })).header;
  const query = { runId, task: "best", streams: ["stdout" as const], from: {}, follow: true };
  const read = (async () => {
    for await (const _ of follower.runs.logs(query, new AbortController().signal)) {
      // Writes nothing.
    }
    return "ended";
  })();
  await made.clock.advance(120_000);
  expect(await read).toBe("ended");
});

test("a list has what its caller has seen, or sends the caller to the leader", async () => {
  const { made, follower } = await cluster();
  const { header } = await made.engine.runs.create({ pipeline: "diamond", params: {} });
  const atLeast = { runId: header.runId, sequence: header.sequence };
  const [listed] = await Promise.all([follower.runs.list({ limit: 1, atLeast }), made.clock.advance(100)]);
  expect(listed).toMatchObject([{ runId: header.runId }]);
  const far = follower.runs.get("@latest", { atLeast: { ...atLeast, sequence: 1_000_000 } }).catch((error) => error);
  await made.clock.advance(1000);
  expect(await far).toMatchObject({ code: "NOT_LEADER" });
});

test("a follower whose feed is behind sends its caller to the leader instead of showing what was", async () => {
  const { made, follower } = await cluster();
  vi.spyOn(made.feed, "append").mockRejectedValue(new Error("the feed is away"));
  const { runId } = (await made.engine.runs.create({ pipeline: "diamond", params: {} })).header;
  const asked = follower.runs.get(runId).catch((error) => error);
  await made.clock.advance(1000);
  expect(await asked).toMatchObject({ code: "NOT_LEADER" });
  vi.restoreAllMocks();
  await made.clock.advance(1500);
  expect((await follower.runs.get(runId)).header.runId).toBe(runId);
});

test("what only the leader may do, or knows, is refused", async () => {
  const { made, follower } = await cluster();
  const refused = { code: "NOT_LEADER", reaction: "step-down" };
  await expect(follower.runs.create({ pipeline: "diamond", params: {} })).rejects.toMatchObject(refused);
  await expect(follower.runs.cancel("01", "")).rejects.toMatchObject(refused);
  await expect(follower.pipelines.apply(spec, null)).rejects.toMatchObject(refused);
  await expect(follower.agents.drain("a1", true)).rejects.toMatchObject(refused);
  expect(await follower.agents.list({ limit: 1 })).toMatchObject([{ agentId: "a1", state: "unknown" }]);
  expect(await follower.agents.get("a1")).toMatchObject({ state: "unknown", lastBeatAt: null });
  await expect(follower.agents.get("nobody")).rejects.toMatchObject({ code: "AGENT_NOT_FOUND" });
  expect(await follower.pipelines.list({ limit: 10 })).toEqual(await made.engine.pipelines.list({ limit: 10 }));
  expect(await follower.pipelines.plan(spec, null)).toMatchObject({ changes: [], warnings: [] });
  await expect(follower.runs.get("01")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
});

test("a leader that was paused past its lease shows nothing", async () => {
  const { made } = await cluster();
  const paused = made.engine;
  const { runId } = (await paused.runs.create({ pipeline: "diamond", params: {} })).header;
  made.killCoordinator();
  await made.startCoordinator();
  await expect(paused.runs.get(runId)).rejects.toMatchObject({ code: "NOT_LEADER" });
  await expect(paused.runs.list({ limit: 1 })).rejects.toMatchObject({ code: "NOT_LEADER" });
});

/** A follower waits for the feed, and the feed for the clock. */
async function answered<T>({ clock }: SimulatedCluster, answer: Promise<T>): Promise<T> {
  let isHere = false;
  const here = () => {
    isHere = true;
  };
  answer.then(here, here);
  await clock.runUntil(() => isHere, 2000);
  return answer;
}

function isLast(item: WatchItem): boolean {
  return item.type === "event" && item.event.type === "RunSucceeded";
}
