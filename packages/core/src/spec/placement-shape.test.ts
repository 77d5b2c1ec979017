import { describe, expect, it } from "vitest";
import { defaultLimits, type Expression, type PipelineSpec, validateSpec } from "../index.ts";

const empty = { type: "object", properties: {}, additionalProperties: false } as const;
const version = { type: "object", properties: { version: { type: "integer" } }, required: ["version"] } as const;
const literal = (value: string): Expression => ({ kind: "literal", value });

function problems(change: {
  readonly spec?: object;
  readonly limits?: object;
  readonly concurrency?: { readonly key: Expression; readonly limit: number };
}): readonly string[] {
  const runs = { kind: "command", argv: ["work"] } as const;
  const { concurrency } = change;
  const spec = {
    format: 1,
    name: "placed",
    params: { type: "object", properties: { to: { type: "string" }, tags: { type: "array" } }, required: ["to"] },
    steps: {
      build: { runs, input: empty, output: version, limits: defaultLimits },
      deploy: { runs, input: empty, limits: { ...defaultLimits, ...change.limits } },
    },
    nodes: [
      { kind: "step", id: "build", scope: [], step: "build", input: {} },
      { kind: "step", id: "deploy", scope: [], step: "deploy", input: {}, ...(concurrency && { concurrency }) },
    ],
    ...change.spec,
  } as PipelineSpec;
  const checked = validateSpec(spec);
  return checked.ok ? [] : checked.problems.map(({ field, message, fix }) => `${field} ${message}: ${fix}`);
}

describe("who runs first, and how many at once", () => {
  it("is told by numbers, a pool, and a key of anything that a task may read", () => {
    expect(problems({ spec: { priority: -60, weight: 3, maxParallel: { run: 2, pipeline: 8 } } })).toEqual([]);
    expect(problems({ limits: { pool: { name: "db", slots: 2 }, priority: 10 } })).toEqual([]);
    const parts: Expression[] = [
      { kind: "param", path: ["to"] },
      { kind: "step", step: "build", path: ["version"] },
      { kind: "text", parts: ["deploy-", { kind: "param", path: ["to"] }] },
    ];
    for (const key of parts) expect(problems({ concurrency: { key, limit: 1 } })).toEqual([]);
  });

  it.each([
    [{ spec: { weight: 0 } }, "weight is 0: give it a whole number from 1 to 1000"],
    [{ spec: { priority: 20_000 } }, "priority is 20000: give it a whole number from -10000 to 10000"],
    [{ spec: { maxParallel: { run: 0 } } }, "maxParallel.run is 0: give it a whole number from 1"],
    [
      { limits: { pool: { name: "db", slots: 0 } } },
      'steps["deploy"].limits.pool.slots is 0: give it a whole number from 1 to 100000',
    ],
    [
      { concurrency: { key: literal("production"), limit: 0 } },
      'nodes["deploy"].concurrency.limit is 0: give it a whole number from 1 to 100000',
    ],
  ])("is refused if it cannot be: %j", (change, expected) => {
    expect(problems(change)).toEqual([expected]);
  });

  it("has no key that is a list or an object", () => {
    const [list] = problems({ concurrency: { key: { kind: "param", path: ["tags"] }, limit: 1 } });
    expect(list).toContain('nodes["deploy"].concurrency.key');
    const [object] = problems({ concurrency: { key: { kind: "step", step: "build", path: [] }, limit: 1 } });
    expect(object).toContain('nodes["deploy"].concurrency.key');
  });
});
