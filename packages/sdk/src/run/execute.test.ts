/** A step as a worker runs it: through the well-known symbol, plain JSON in and out. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Artifact,
  artifact,
  check,
  evaluation,
  evaluationSet,
  pipeline,
  python,
  type StepHost,
  task,
  z,
} from "../index.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const csv = (path: string) => ({ kind: "csv", digest, size: 3, path }) as const;

const Row = z.object({ tenure: z.number() });
const Dataset = z.object({ rows: z.int(), note: z.string().optional(), table: artifact("csv", Row) });

const clean = task(
  "clean",
  { input: { data: Dataset, keep: z.number().min(0).max(1).default(0.5) }, output: Dataset, metrics: ["kept"] },
  ({ data, keep }, { metric, progress, log, attempt, signal }) => {
    metric("kept", keep, { step: 1 });
    progress(0.5, "half");
    log.info("cleaning", { path: data.table.path, task: attempt.task, aborted: signal.aborted });
    return { ...data, note: undefined };
  },
);
const save = task(
  "save",
  { output: z.object({ table: Dataset.shape.table, all: z.array(artifact("csv")) }) },
  async (_, { save }) => {
    const table = await save(Dataset.shape.table, "/tmp/out.csv");
    return { table, all: [table] };
  },
);
const wrong = task(
  "wrong",
  { input: { as: z.string() }, output: z.object({ n: z.int(), of: z.array(z.object({ a: z.enum(["x", "y"]) })) }) },
  ({ as }) => {
    const results: Record<string, unknown> = {
      text: { n: "many", of: [] },
      deep: { n: 1, of: [{ a: "x" }, { a: "z" }] },
      surplus: { n: 1, of: [{ a: "x", b: 2 }], more: true },
      nothing: undefined,
    };
    return results[as] as never;
  },
);
const quiet = task("quiet", {}, () => "nobody asked" as never);
const fails = task("fails", {}, () => {
  throw new RangeError("disk full");
});
const remote = python("remote", { run: "remote.py" });
const validate = check("validate", { of: Dataset }, ({ rows, table }, { log }) => {
  log.debug(table.path);
  return rows > 0 ? [] : ["there are no rows"];
});
const isPositive = check("is-positive", { of: z.number() }, (n) => n > 0);
const detailed = check("detailed", { of: z.number() }, async (n) => ({
  passed: n > 0,
  problems: n > 0 ? [] : [`${n} is not positive`],
}));
const vague = check("vague", { of: z.number() }, () => "yes" as never);

const Holdout = evaluationSet("holdout", artifact("csv"));
const score = task("score", { input: { on: Holdout }, output: evaluation(Holdout, { auc: z.number() }) }, () => ({
  auc: 0.5,
}));

const all = pipeline("all", () => {
  const data = save();
  save({}, { id: "save-2" });
  wrong({ as: "text" });
  quiet();
  fails();
  remote();
  isPositive(wrong({ as: "n" }, { id: "n" }).n);
  detailed(wrong({ as: "m" }, { id: "m" }).n);
  vague(wrong({ as: "v" }, { id: "v" }).n);
  const cleaned = clean({ data: { rows: 1, table: data.table } });
  validate(cleaned);
  score({ on: python("holdout", { run: "h.py", output: Holdout })() });
});

interface Program {
  execute(step: string, inputs: unknown, host: StepHost): Promise<unknown>;
}
const program = (all as unknown as Record<symbol, Program>)[Symbol.for("troupe.pipeline")] as Program;

function host() {
  const heard: unknown[] = [];
  const value: StepHost = {
    signal: new AbortController().signal,
    attempt: { runId: "r1", task: "t[0]", attempt: 2, pipeline: "all" },
    metric: (...metric) => heard.push(["metric", ...metric]),
    progress: (...progress) => heard.push(["progress", ...progress]),
    log: (...line) => heard.push(["log", ...line]),
    save: async (kind, path) => {
      heard.push(["save", kind, path]);
      return { kind, digest, size: 7, path: `/kept${path}` };
    },
  };
  return { value, heard };
}

const execute = (step: string, inputs: unknown = {}) => program.execute(step, inputs, host().value);
const failure = (step: string, inputs: unknown = {}) =>
  execute(step, inputs).then(
    () => expect.unreachable(),
    (error: { code?: string; message: string }) => error,
  );

describe("execute", () => {
  it("gives the function its inputs with their defaults, and yields JSON without paths", async () => {
    const { value, heard } = host();
    const output = await program.execute(
      "clean",
      { data: { rows: 2, note: "x", table: csv("/in/a.csv"), more: 1 } },
      value,
    );
    expect(output).toStrictEqual({ rows: 2, table: { kind: "csv", digest, size: 3 } });
    expect(heard).toEqual([
      ["metric", "kept", 0.5, 1],
      ["progress", 0.5, "half"],
      ["log", "info", "cleaning", { path: "/in/a.csv", task: "t[0]", aborted: false }],
    ]);
  });

  it("saves artifacts with what their schema knows", async () => {
    const { value, heard } = host();
    const table = { kind: "csv", digest, size: 7, columns: ["tenure"] };
    expect(await program.execute("save", {}, value)).toStrictEqual({ table, all: [table] });
    expect(heard).toEqual([["save", "csv", "/tmp/out.csv"]]);
  });

  it("yields nothing where nothing is declared", async () => {
    expect(await execute("quiet")).toBeNull();
  });

  it("takes the bare values of an evaluation", async () => {
    expect(await execute("score", { on: csv("/h.csv") })).toStrictEqual({ auc: 0.5 });
  });

  it("names each wrong input, its value and what was expected", async () => {
    const { code, message } = await failure("clean", {
      data: { rows: 1.5, table: { kind: "parquet", digest: "md5:1", size: -1 } },
      keep: 2,
      depth: 3,
    });
    expect(code).toBe("TASK_INPUT_INVALID");
    expect(message.split("\n")).toEqual([
      'step "clean": inputs.data.rows is 1.5, expected a whole number',
      'inputs.data.table.kind is "parquet", expected "csv"',
      'inputs.data.table.digest is "md5:1", expected a string that matches /^sha256:[0-9a-f]{64}$/',
      "inputs.data.table.size is -1, expected at least 0",
      "inputs.keep is 2, expected at most 1",
      "inputs.depth is 3, expected nothing: there is no such field",
    ]);
    expect((await failure("clean", { data: { rows: 1, table: "a.csv" } })).message).toBe(
      'step "clean": inputs.data.table is "a.csv", expected an artifact (csv)',
    );
    expect((await failure("clean", {})).message).toBe('step "clean": inputs.data is missing, expected an object');
    expect((await failure("clean", null)).message).toBe('step "clean": inputs is null, expected an object');
  });

  it("names each wrong field of the output", async () => {
    const lines = async (as: string) => {
      const { code, message } = await failure("wrong", { as });
      expect(code).toBe("TASK_OUTPUT_INVALID");
      return message.split("\n");
    };
    expect(await lines("text")).toEqual(['step "wrong": output.n is "many", expected a number']);
    expect(await lines("deep")).toEqual(['step "wrong": output.of[1].a is "z", expected "x" or "y"']);
    expect(await lines("nothing")).toEqual(['step "wrong": output is missing, expected an object']);
    expect(await lines("surplus")).toEqual([
      'step "wrong": output.of[0].b is 2, expected nothing: there is no such field; known are a',
      "output.more is true, expected nothing: there is no such field; known are n, of",
    ]);
  });

  it("lets the function's own error through", async () => {
    await expect(execute("fails")).rejects.toThrow(RangeError);
  });

  it("knows the functions that it has", async () => {
    expect(await failure("remote")).toMatchObject({ code: "STEP_NOT_FOUND" });
    expect((await failure("nowhere")).message).toBe(
      'this code has no function for the step "nowhere"; it has save, wrong, quiet, fails, is-positive, detailed, vague, clean, validate, score',
    );
  });

  it("makes one verdict of every way to say it", async () => {
    expect(await execute("validate", { subject: { rows: 1, table: csv("/a") } })).toStrictEqual({
      passed: true,
      problems: [],
    });
    expect(await execute("validate", { subject: { rows: 0, table: csv("/a") } })).toStrictEqual({
      passed: false,
      problems: ["there are no rows"],
    });
    expect(await execute("is-positive", { subject: 1 })).toStrictEqual({ passed: true, problems: [] });
    expect(await execute("is-positive", { subject: -1 })).toStrictEqual({ passed: false, problems: [] });
    expect(await execute("detailed", { subject: -1 })).toStrictEqual({
      passed: false,
      problems: ["-1 is not positive"],
    });
    expect(await failure("vague", { subject: 1 })).toMatchObject({ code: "TASK_OUTPUT_INVALID" });
    expect(await failure("validate", { subject: { rows: "x", table: csv("/a") } })).toMatchObject({
      code: "TASK_INPUT_INVALID",
    });
  });
});

describe("run, in a unit test", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "troupe-sdk-"));
    await writeFile(join(folder, "out.csv"), "a,b\n");
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is the plain function, its inputs and output checked", async () => {
    const data = { rows: 1, table: csv("/a.csv") as unknown as Artifact<"csv"> } as never;
    expect(await clean.run({ data })).toMatchObject({ rows: 1, table: { path: "/a.csv" } });
    await expect(clean.run({ data, keep: 3 })).rejects.toThrow("inputs.keep is 3, expected at most 1");
    expect(await isPositive.run(1)).toEqual({ passed: true, problems: [] });
  });

  it("takes what a test wants to see or to stand in for", async () => {
    const metrics: unknown[] = [];
    await clean.run(
      { data: { rows: 1, table: csv("/a.csv") } as never },
      { metric: (...metric) => metrics.push(metric) },
    );
    expect(metrics).toEqual([["kept", 0.5, { step: 1 }]]);
  });

  it("saves a file by its digest, where it is", async () => {
    const path = join(folder, "out.csv");
    const write = task("write", { output: artifact("csv") }, (_, { save }) => save(artifact("csv"), path));
    const digest = "sha256:3c4ac2ae5a2a4d0f4c1fb2c9f2c5b1de3a3b1a54e6d4e0f5cbd5f1d7b6f5e8b0";
    const saved = await write.run({});
    expect(saved).toMatchObject({ kind: "csv", size: 4, path });
    expect(saved.digest).toHaveLength(digest.length);
    const missing = task("missing", { output: artifact("csv") }, (_, { save }) =>
      save(artifact("csv"), join(folder, "no.csv")),
    );
    await expect(missing.run({})).rejects.toThrow("ENOENT");
  });
});
