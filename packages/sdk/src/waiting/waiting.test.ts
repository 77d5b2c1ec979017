/** What waits, approvals and triggers stand for in a spec. */
import type { PipelineSpec, StepNode } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { approval, dataset, map, pipeline, type Ref, task, text, trigger, waitFor, z } from "../index.ts";

const train = task("train", { output: z.object({ accuracy: z.number() }) }, () => ({ accuracy: 1 }));

function step(spec: PipelineSpec, id: string) {
  const node = spec.nodes.find((each): each is StepNode => each.id === id && each.kind === "step");
  return { node, declaration: spec.steps[node?.step ?? ""] };
}

describe("waitFor", () => {
  it("takes a duration, an instant that a run decides, and a time of day in a zone", () => {
    const { spec } = pipeline("p", { params: { embargo: z.string() } }, ({ params }) => {
      waitFor("cool", { for: "10m", after: [train()], description: "lets it cool" });
      waitFor("embargo", { until: params.embargo, deadline: "7d", onTimeout: "go-on" });
      waitFor("morning", { until: { time: "06:00", zone: "Europe/Berlin" } });
    });
    const cool = step(spec, "cool");
    expect(cool.declaration).toMatchObject({
      runs: { kind: "wait", for: { kind: "duration", ms: 600_000 } },
      limits: { resources: { millicpus: 0 } },
      description: "lets it cool",
    });
    expect(cool.node).toMatchObject({ input: {}, after: ["train"] });
    const embargo = step(spec, "embargo");
    expect(embargo.declaration).toMatchObject({
      runs: { kind: "wait", for: { kind: "instant" }, onTimeout: "go-on" },
      limits: { timeoutMs: 604_800_000 },
    });
    expect(embargo.node?.input).toEqual({ until: { kind: "param", path: ["embargo"] } });
    expect(step(spec, "morning").declaration?.runs).toMatchObject({ for: { at: "06:00", zone: "Europe/Berlin" } });
  });

  it.each([
    [() => waitFor("w", { until: "tomorrow" }), 'w.until is "tomorrow", which is no instant'],
    [() => waitFor("w", { until: { time: "6am", zone: "UTC" } }), 'steps["w"].runs.for.at is "6am"'],
    [() => waitFor("w", { until: { time: "06:00", zone: "Berlin" } }), 'steps["w"].runs.for.zone is "Berlin"'],
    [() => waitFor("w", {} as never), "w.until is missing"],
    [() => waitFor("W", { for: "1s" }), "W"],
  ])("says where it was written what cannot be waited for", (body, says) => {
    expect(() => pipeline("p", body)).toThrow(says);
  });
});

describe("waitFor something outside", () => {
  it("takes an address, a path or a query, and who may look", () => {
    const { spec } = pipeline("p", { params: { url: z.string() } }, ({ params }) => {
      const json = { at: "jobs.0.state", equals: "done" } as const;
      waitFor("answer", { http: { url: params.url, status: 200, json }, every: "1m", deadline: "2h" });
      waitFor("file", { file: "/data/*.csv", labels: { disk: "nfs" }, onTimeout: "go-on" });
      waitFor("row", { sql: { connection: "warehouse", query: "select 1" } });
    });
    const answer = step(spec, "answer");
    expect(answer.declaration).toMatchObject({
      runs: {
        kind: "poll",
        for: { kind: "http", status: [200], json: { path: ["jobs", "0", "state"], equals: "done" } },
        everyMs: 60_000,
      },
      output: { required: ["outcome", "at", "status"] },
      limits: { timeoutMs: 7_200_000, retries: { budgets: { lost: 1000, failure: 0, timeout: 0 } } },
    });
    expect(answer.node?.input).toEqual({ url: { kind: "param", path: ["url"] } });
    expect(step(spec, "file").declaration).toMatchObject({
      runs: { for: { kind: "file" }, everyMs: 30_000, onTimeout: "go-on" },
      output: { required: ["outcome", "at"] },
      limits: { resources: { millicpus: 0, labels: { disk: "nfs" } } },
    });
    expect(step(spec, "row").declaration?.runs).toMatchObject({ for: { kind: "sql", connection: "warehouse" } });
  });

  it("is not looked at more often than each second", () => {
    const eager = () => waitFor("w", { file: "/data/x", every: "10ms" });
    expect(() => pipeline("p", () => void eager())).toThrow('steps["w"].runs.everyMs is 10');
  });
});

it("waits for a dataset as it is declared, and tells its pipeline of it", () => {
  const features = dataset("churn/features", z.object({ rows: z.int() }));
  const { spec } = pipeline("p", { params: { seen: z.int() } }, ({ params }) => ({
    rows: waitFor("fresh", { dataset: features, newerThan: params.seen }).value.rows,
  }));
  const { node, declaration } = step(spec, "fresh");
  expect(declaration?.runs).toEqual({ kind: "wait", for: { kind: "dataset", dataset: "churn/features" } });
  expect(declaration?.output).toMatchObject({ required: ["outcome", "at", "revision", "value"] });
  expect(node?.input).toEqual({ newerThan: { kind: "param", path: ["seen"] } });
  expect(spec.datasets).toHaveProperty("churn/features");
});

describe("approval", () => {
  it("asks with what the run knows, of whom, and what silence means", () => {
    const { spec } = pipeline("p", () => {
      const model = train();
      const show = { model, threshold: 0.9 };
      const ask = text`Release ${model.accuracy}?`;
      approval("release", { ask, show, timeout: "2d", default: "reject", approvers: ["anna", "ben"] });
      approval("review", { ask: "Good?", onReject: "go-on" });
    });
    const release = step(spec, "release");
    expect(release.declaration).toMatchObject({
      runs: { kind: "approval", default: "reject", approvers: ["anna", "ben"] },
      limits: { timeoutMs: 172_800_000 },
    });
    expect(release.node?.input).toMatchObject({ ask: { kind: "text" }, show: { kind: "object" } });
    expect(step(spec, "review").declaration?.runs).toEqual({ kind: "approval", onReject: "go-on" });
  });

  it("says that a default without a timeout never comes", () => {
    expect(() => pipeline("p", () => approval("a", { ask: "?", default: "approve" } as never))).toThrow(
      "a.default has no timeout",
    );
  });
});

describe("trigger", () => {
  const child = pipeline("child", { params: { trees: z.int() } }, () => ({ model: train() }));

  it("is named after its pipeline, asks for its params and yields its outputs", () => {
    const { spec } = pipeline("p", () => ({ model: trigger(child, { trees: 3 }).model }));
    const { node, declaration } = step(spec, "child");
    expect(declaration?.runs).toEqual({ kind: "trigger", pipeline: "child", wait: true });
    expect(declaration?.output).toMatchObject({ properties: { model: { required: ["accuracy"] } } });
    expect(node?.input).toEqual({ params: { kind: "literal", value: { trees: 3 } } });
  });

  it("takes a key, one for each round of a map", () => {
    const { spec } = pipeline("p", { params: { regions: z.array(z.string()) } }, ({ params }) =>
      map(params.regions, (region) =>
        trigger("import", { region }, { id: "fetch", wait: false, key: region, within: "1d" }),
      ),
    );
    const { node, declaration } = step(spec, "fetch");
    expect(declaration?.runs).toEqual({ kind: "trigger", pipeline: "import", wait: false, keyWithinMs: 86_400_000 });
    expect(node?.input.key).toMatchObject({ kind: "item" });
  });

  it("names the param that is wrong, as the compiler does", () => {
    expect(() => pipeline("p", () => void trigger(child, { trees: "3" } as never))).toThrow(
      'nodes["child"].input.params.trees',
    );
    expect(() => pipeline("p", () => void trigger(child, {} as never))).toThrow("trees");
  });
});

describe("rules of what waits", () => {
  const failed = (after: readonly Ref<unknown>[]) => ({ after, when: "any-failed" }) as const;

  it("stand in the spec as those of any step", () => {
    const { spec } = pipeline("p", () => {
      const model = train();
      waitFor("cool", { for: "10m", ...failed([model]) });
      waitFor("loaded", { sql: { connection: "dw", query: "select 1" }, mayFail: true });
      waitFor("late", { file: "/data/x", after: [model], when: "always" });
      approval("help", { ask: "Go on?", ...failed([model]), mayFail: true });
      trigger("rescue", {}, failed([model]));
    });
    expect(step(spec, "cool").node).toMatchObject({ after: ["train"], when: "any-failed" });
    expect(step(spec, "loaded").node).toMatchObject({ mayFail: true });
    expect(step(spec, "late").node).toMatchObject({ after: ["train"], when: "always" });
    expect(step(spec, "help").node).toMatchObject({ after: ["train"], when: "any-failed", mayFail: true });
    expect(step(spec, "rescue").node).toMatchObject({ after: ["train"], when: "any-failed" });
  });

  it("leave something that may be absent, which whoever asks for it is told", () => {
    const needs = task("needs", { input: { reason: z.string() } }, () => {});
    expect(() =>
      pipeline("p", () => {
        const { reason } = approval("help", { ask: "Go on?", ...failed([train()]) });
        needs({ reason } as never);
      }),
    ).toThrow(/needs.*reason.*may be absent/);
  });
});

it("may stand once under one name", () => {
  const twice = () => {
    waitFor("pause", { for: "1s" });
    waitFor("pause", { for: "2s" });
  };
  expect(() => pipeline("p", twice)).toThrow("give one of them another name");
});
