/** What a pipeline is refused for: each problem names where it is, what it is, and what to do. */
import { describe, expect, it } from "vitest";
import {
  defaultLimits,
  type Expression,
  type JsonObject,
  type Node,
  type PipelineSpec,
  validateSpec,
} from "../index.ts";

const digest = { artifact: "csv", type: "object", properties: { digest: { type: "string" } }, required: ["digest"] };
const object = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const declare = (input: object, output?: object, more: object = {}) =>
  ({
    runs: { kind: "function" as const },
    input,
    limits: defaultLimits,
    ...(output === undefined ? {} : { output }),
    ...more,
  }) as PipelineSpec["steps"][string];
const model = object({ accuracy: { type: "number" }, note: { type: "string" } }, ["accuracy"]);

const steps: PipelineSpec["steps"] = {
  extract: declare(object({}), object({ rows: { type: "integer" }, table: digest })),
  validate: declare(object({ subject: object({ rows: { type: "integer" }, table: digest }) }), undefined, {
    role: "check",
  }),
  train: declare(
    object({
      data: { ...object({ rows: { type: "integer" }, table: digest }), proof: "validated" },
      trees: { type: "integer" },
    }),
    model,
  ),
  note: declare(object({ text: { type: "string" } })),
  deploy: declare(object({ model: { ...model, proof: "passed", band: "production" } })),
  list: declare(object({}), { type: "array", items: { type: "integer" } }),
};

const ref = (step: string, ...path: string[]): Expression => ({ kind: "step", step, path });
const literal = (value: unknown): Expression => ({ kind: "literal", value: value as never });
const step = (id: string, input: Record<string, Expression> = {}, more: Partial<Node> & { step?: string } = {}): Node =>
  ({ kind: "step", id, scope: [], step: id, input, ...more }) as Node;
const base = [
  step("extract"),
  step("validate", { subject: ref("extract") }),
  step("train", { data: ref("validate"), trees: literal(3) }),
];

function spec(nodes: readonly Node[], more: Partial<PipelineSpec> = {}): PipelineSpec {
  return { format: 1, name: "churn", params: object({ trees: { type: "integer" } }), steps, nodes, ...more };
}

function problems(nodes: readonly Node[], more: Partial<PipelineSpec> = {}): readonly string[] {
  const result = validateSpec(spec(nodes, more));
  return result.ok ? [] : result.problems.map(({ field, message, fix }) => `${field}: ${message} → ${fix}`);
}

describe("a sound pipeline", () => {
  it("passes", () => {
    expect(problems(base)).toEqual([]);
  });

  it("may use params, items, arms and what has passed", () => {
    const nodes: Node[] = [
      ...base,
      step("list"),
      { kind: "map", id: "each", scope: [], over: ref("list") },
      step(
        "train-each",
        { data: ref("validate"), trees: { kind: "item", map: "each", path: [] } },
        { step: "train", scope: ["each[]"] },
      ),
      {
        kind: "gate",
        id: "quality",
        scope: [],
        subject: ref("train"),
        arms: [
          { name: "production", if: { test: "gte", left: ref("train", "accuracy"), right: literal(0.9) } },
          { name: "otherwise", if: { test: "otherwise" } },
        ],
      },
      step(
        "deploy",
        { model: { kind: "passed", gate: "quality", arm: "production", of: ref("train") } },
        { scope: ["quality/production"] },
      ),
      step(
        "note",
        { text: { kind: "text", parts: ["trees: ", { kind: "param", path: ["trees"] }] } },
        { scope: ["quality/otherwise"] },
      ),
    ];
    expect(problems(nodes, { outputs: { kind: "gather", map: "each", of: ref("train-each", "accuracy") } })).toEqual(
      [],
    );
  });
});

describe("a pipeline is refused for", () => {
  it.each([
    [
      "a cycle",
      [step("a", {}, { step: "extract", after: ["b"] }), step("b", {}, { step: "extract", after: ["a"] })],
      'nodes["a"]: waits for itself: a → b → a → remove one of these references: a pipeline has no cycles',
    ],
    [
      "a cycle through a map",
      [{ kind: "map", id: "each", scope: [], over: ref("list") }, step("list", {}, { after: ["each"] })] as Node[],
      'nodes["each"]: waits for itself: each → list → each → remove one of these references: a pipeline has no cycles',
    ],
    [
      "an id that stands twice",
      [step("extract"), step("extract")],
      'nodes["extract"].id: stands twice → give one of them an id of its own: "extract-2"',
    ],
    [
      "a step that is not declared",
      [step("a", {}, { step: "nope" })],
      'nodes["a"].step: there is no step "nope" → declared are extract, validate, train, note, deploy, list',
    ],
    [
      "a reference to nothing",
      [step("validate", { subject: ref("extrct") })],
      'nodes["validate"].input.subject: there is no node "extrct" → nodes are validate',
    ],
    [
      "a missing input",
      [step("extract"), step("validate", { subject: ref("extract") }), step("train", { data: ref("validate") })],
      'nodes["train"].input.trees: is missing → known inputs are data, trees',
    ],
    [
      "a surplus input",
      [step("extract", { region: literal("eu") })],
      'nodes["extract"].input.region: is not asked for → the step takes no inputs',
    ],
    [
      "a wrong type",
      [...base, step("note", { text: ref("train", "accuracy") })],
      'nodes["note"].input.text: it is a number, and a text is asked for → wire an output that has this shape, or change the input\'s schema',
    ],
    ["a wrong literal", [step("note", { text: literal(3) })], 'nodes["note"].input.text: is 3 → give it a text'],
    [
      "a field that is not there",
      [...base, step("note", { text: ref("train", "acuracy") })],
      'nodes["note"].input.text: train has no field "acuracy" → its fields are accuracy, note',
    ],
    [
      "what may be absent",
      [...base, step("note", { text: ref("train", "note") })],
      'nodes["note"].input.text: may be absent when the run has come that far, and is asked for → make the input optional, or use it inside the branch or when(…) that makes sure of it',
    ],
    [
      "data that no check looked at",
      [step("extract"), step("train", { data: ref("extract"), trees: literal(1) })],
      'nodes["train"].input.data: it must be validated: no check looked at it → wire an output that has this shape, or change the input\'s schema',
    ],
    [
      "a model that no gate let through",
      [...base, step("deploy", { model: ref("train") })],
      'nodes["deploy"].input.model: it must be passed: no gate let it through → wire an output that has this shape, or change the input\'s schema',
    ],
    [
      "a proof that is written down",
      [step("deploy", { model: literal({ accuracy: 1 }) })],
      'nodes["deploy"].input.model: must be passed, and a written value cannot be → take it from the check or gate that vouches for it',
    ],
    [
      "an output that does not exist",
      [step("note", { text: literal("x") }), step("deploy", { model: ref("note") })],
      'nodes["deploy"].input.model: "note" yields nothing → declare an output for the step, or wait for it with `after`',
    ],
    [
      "going over what is no list",
      [...base, { kind: "map", id: "each", scope: [], over: ref("train") }] as Node[],
      'nodes["each"].over: it is an object with accuracy, note, and a list is asked for → wire an output that has this shape, or change the input\'s schema',
    ],
    [
      "a condition on a text",
      [
        ...base,
        {
          kind: "branch",
          id: "b",
          scope: [],
          arms: [{ name: "x", if: { test: "gt", left: literal("high"), right: literal(1) } }],
        },
      ] as Node[],
      'nodes["b"].arms["x"]: is "high" → give it a number',
    ],
    [
      "a scope that is not there",
      [step("extract", {}, { scope: ["each[]"] })],
      'nodes["extract"].scope: there is no scope "each[]" there → a scope is the inside of a map, "each[]", or an arm, "quality/production", in its own scope',
    ],
    [
      "a param that is not declared",
      [step("note", { text: { kind: "param", path: ["tres"] } })],
      'nodes["note"].input.text: params has no field "tres" → its fields are trees',
    ],
    ["an empty body", [], "nodes: is empty → call at least one step in the pipeline's body"],
  ])("%s", (_, nodes, expected) => {
    expect(problems(nodes)).toContain(expected);
  });

  it("reading a step inside a map from outside", () => {
    const nodes: Node[] = [
      step("list"),
      { kind: "map", id: "each", scope: [], over: ref("list") },
      step("inner", {}, { step: "extract", scope: ["each[]"] }),
      step("validate", { subject: ref("inner") }),
    ];
    expect(problems(nodes)).toContain(
      'nodes["validate"].input.subject: "inner" exists only inside each[] → take it from what that map or branch yields',
    );
  });

  it("passing what the gate did not judge", () => {
    const nodes: Node[] = [
      ...base,
      step("other", { data: ref("validate"), trees: literal(1) }, { step: "train" }),
      {
        kind: "gate",
        id: "quality",
        scope: [],
        subject: ref("other"),
        arms: [{ name: "production", if: { test: "otherwise" } }],
      },
      step(
        "deploy",
        { model: { kind: "passed", gate: "quality", arm: "production", of: ref("train") } },
        { scope: ["quality/production"] },
      ),
    ];
    expect(problems(nodes)).toContain(
      'nodes["deploy"].input.model: train is not what "quality" judged → the gate judged other',
    );
  });

  it.each([
    [null, "spec: is null → give it an object"],
    [
      { ...spec(base), name: "Churn!" },
      'name: is "Churn!" → use lower-case letters, digits and single hyphens or underscores, up to 63, starting with a letter: "train-model"',
    ],
    [
      { ...spec(base), nodse: [] },
      "spec.nodse: is not a known field → known are format, name, description, params, steps, nodes, outputs, uses, timeoutMs, priority, weight, maxParallel, notify, overlap, schedule, datasets, publishes, on, webhook, retention",
    ],
    [
      {
        ...spec(base),
        steps: { ...steps, bad: { ...steps.extract, runs: { kind: "python", file: "../../etc/passwd" } } },
      },
      'steps["bad"].runs.file: is "../../etc/passwd" → give a path inside the pipeline\'s folder, with forward slashes and no ..',
    ],
    [
      {
        ...spec(base),
        nodes: [{ kind: "step", id: "x", scope: [], step: "extract", input: { a: { kind: "eval", code: "1" } } }],
      },
      'nodes["x"].input.a: is {"kind":"eval","code":"1"} → use an expression: its kind is one of literal, param, run, interval, step, item, index, state, loop, gather, arm, group, ended, outcome, first, passed, present, previous, latest, dataset, at, field, list, object, text',
    ],
  ])("what is no spec at all (%#)", (input, expected) => {
    const result = validateSpec(input);
    expect(
      result.ok ? [] : result.problems.map(({ field, message, fix }) => `${field}: ${message} → ${fix}`),
    ).toContain(expected);
  });

  it("nothing, in reasonable time, when it is large", () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      step(`s${index}`, {}, { step: "extract", ...(index === 0 ? {} : { after: [`s${index - 1}`] }) }),
    );
    const began = process.threadCpuUsage();
    expect(problems(chain)).toEqual([]);
    expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(3000);
    expect(problems([...chain, step("one-more", {}, { step: "extract" })])[0]).toContain(
      "has 20,001 nodes, at most 20,000 are allowed",
    );
  });
});
