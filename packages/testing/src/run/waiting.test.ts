/** Waits, approvals and triggers in memory: on virtual time, with the answers that a test gives. */
import { approval, branch, equals, firstOf, map, pipeline, task, text, trigger, waitFor, z } from "@troupe/sdk";
import { describe, expect, it } from "vitest";
import { ran } from "./earlier-runs.ts";
import { run } from "./run.ts";

const Model = z.object({ accuracy: z.number() });
const train = task("train", { output: Model }, () => ({ accuracy: 0.9 }));
const release = task("release", { input: { by: z.string().nullable() }, output: z.string() }, ({ by }) => `by ${by}`);
const again = task("again", { output: z.string() }, () => "again");

describe("a wait", () => {
  const patient = pipeline("patient", { params: { embargo: z.string() } }, ({ params }) => {
    const cool = waitFor("cool", { for: "2d", after: [train()] });
    const embargo = waitFor("embargo", { until: params.embargo, deadline: "7d", onTimeout: "go-on" });
    return { cooledAt: cool.at, embargo: embargo.outcome };
  });

  it("takes virtual time, and none of ours", async () => {
    const result = await run(patient, { params: { embargo: "2026-01-02T00:00:00Z" } });
    expect(result.outputs).toEqual({ cooledAt: "2026-01-03T00:00:00.000Z", embargo: "ready" });
  });

  it("is over at its deadline", async () => {
    const result = await run(patient, { params: { embargo: "2027-01-01T00:00:00Z" } });
    expect(result.outputs.embargo).toBe("timed-out");
    expect(result.tookMs).toBe(7 * 86_400_000);
  });
});

describe("an approval", () => {
  const asking = pipeline("asking", () => {
    const model = train();
    const go = approval("go", {
      ask: text`Release ${model.accuracy}?`,
      onReject: "go-on",
      timeout: "2d",
      default: "reject",
    });
    return branch("decided", {
      released: [equals(go.decision, "approved"), () => release({ by: go.by })],
      otherwise: () => again(),
    });
  });

  it.each([
    [{ go: { decision: "approved", by: "anna" } }, "by anna", undefined],
    [{ go: { decision: "rejected" } }, undefined, "again"],
    [{}, undefined, "again"],
  ] as const)("gets the answer that a test gives, or none: %j", async (approvals, released, otherwise) => {
    const { outputs } = await run(asking, { approvals });
    expect(outputs).toEqual({ released, otherwise });
  });

  it("fails its run where a rejection does", async () => {
    const strict = pipeline("strict", () => {
      const { by } = approval("go", { ask: "Go?" });
      release({ by });
    });
    const result = await run(strict, { approvals: { go: { decision: "rejected", by: "ben", reason: "early" } } });
    expect(result.failure).toMatchObject({ code: "APPROVAL_REJECTED", message: "ben rejected it: early" });
    await expect(run(strict)).rejects.toThrow("stands still: go waits for approval: Go?");
    await expect(run(strict, { approvals: { stop: { decision: "approved" } } })).rejects.toThrow(
      'there is an answer for "stop", which is no approval of strict; it asks go',
    );
  });
});

describe("a trigger", () => {
  const child = pipeline("child", { params: { trees: z.int() } }, () => ({ model: train() }));
  const parent = pipeline("parent", { params: { trees: z.array(z.int()) } }, ({ params }) => ({
    models: map(params.trees, (trees) => trigger(child, { trees })),
  }));

  it("yields what the test says that its runs hand out", async () => {
    const triggered = [ran(child, { model: { accuracy: 0.5 } })];
    const { outputs } = await run(parent, { params: { trees: [1, 2] }, triggered });
    expect(outputs.models).toEqual([{ model: { accuracy: 0.5 } }, { model: { accuracy: 0.5 } }]);
  });

  it("fails where the test says nothing, and says what is missing", async () => {
    const result = await run(parent, { params: { trees: [1] } });
    expect(result.failure).toMatchObject({ code: "PIPELINE_NOT_FOUND" });
    const triggered = [ran(parent, { models: [] })];
    await expect(run(parent, { params: { trees: [] }, triggered })).rejects.toThrow("triggers no run of parent");
  });
});

describe("a wait for something outside", () => {
  const copy = task("copy", { input: { from: z.string() }, output: z.string() }, ({ from }) => from);
  const looking = pipeline("looking", () => {
    const { paths } = waitFor("exported", { file: "/data/*.csv", every: "1m" });
    const job = waitFor("job", { http: { url: "http://jobs/1" }, deadline: "2h", onTimeout: "go-on" });
    map(paths, (from) => copy({ from }));
    return { paths, job: job.outcome, status: job.status };
  });

  it("finds what a test says, and what it does not say is not there in time", async () => {
    const result = await run(looking, { found: { exported: { paths: ["/data/1.csv"] } } });
    expect(result.outputs).toEqual({ paths: ["/data/1.csv"], job: "timed-out" });
    expect(result.tookMs).toBeGreaterThanOrEqual(7_200_000);
    const both = { exported: { paths: [] }, job: { status: 200 } };
    expect((await run(looking, { found: both })).outputs).toEqual({ paths: [], job: "ready", status: 200 });
  });

  it("says what to say where it would wait for ever", async () => {
    await expect(run(looking)).rejects.toThrow('Say what it finds: run(…, { found: { "exported": {} } })');
    await expect(run(looking, { found: { imported: {} } })).rejects.toThrow(
      'something is found for "imported", for which looking does not wait; it waits for exported, job',
    );
  });
});

describe("rules of what waits", () => {
  const fragile = task("fragile", { input: { works: z.boolean() }, output: Model }, ({ works }) => {
    if (!works) throw new Error("it does not work");
    return { accuracy: 0.8 };
  });
  const child = pipeline("child", () => ({ model: train() }));
  const use = task("use", { input: { accuracy: z.number() }, output: z.number() }, ({ accuracy }) => accuracy);
  const rescued = pipeline("rescued", { params: { works: z.boolean() } }, ({ params }) => {
    const model = fragile({ works: params.works }, { mayFail: true });
    const failed = { after: [model], when: "any-failed" } as const;
    const cool = waitFor("cool", { for: "1h", ...failed });
    const help = approval("help", { ask: "Train elsewhere?", ...failed, mayFail: true });
    const other = trigger(child, {}, { after: [cool, help], when: "all-done" });
    return { used: use({ accuracy: firstOf(model.accuracy, other.model.accuracy) }), by: help.by };
  });
  const triggered = [ran(child, { model: { accuracy: 0.5 } })];

  it("ask and wait only where something has failed", async () => {
    const result = await run(rescued, { params: { works: true }, triggered });
    expect(result.outputs).toEqual({ used: 0.8 });
    expect(result.task("help")).toMatchObject({ status: "skipped", reason: "nothing of fragile has failed" });
    expect(result.task("cool").status).toBe("skipped");
    expect(result.tookMs).toBeLessThan(3_600_000);
  });

  it.each([
    ["approved", "succeeded"],
    ["rejected", "failed"],
  ] as const)("let a run go on whatever a person says that may: %s", async (decision, help) => {
    const answers = { approvals: { help: { decision, by: "anna" } }, triggered };
    const result = await run(rescued, { params: { works: false }, ...answers });
    expect(result).toMatchObject({ status: "succeeded", outputs: { used: 0.5 } });
    expect(result.outputs.by).toBe(decision === "approved" ? "anna" : undefined);
    expect(result.task("help").status).toBe(help);
    expect(result.tookMs).toBeGreaterThanOrEqual(3_600_000);
  });
});
