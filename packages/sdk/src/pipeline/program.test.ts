import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as sdk from "../index.ts";

const { isPipeline, pipeline, pipelinesOf, task, z } = sdk;

const one = pipeline("one", () => {
  task("say", { input: { text: z.string() } }, () => {})({ text: "hello" });
});
const two = pipeline("two", () => {
  task("say", { input: { text: z.string() } }, () => {})({ text: "hello" });
});

describe("pipelinesOf", () => {
  it("finds every pipeline of a module once, in order", () => {
    expect(pipelinesOf({ two, default: one, one, other: 3, nothing: null, fn: () => one })).toEqual([two, one]);
  });

  it("refuses two of one name", () => {
    const again = pipeline("one", () => {
      task("say", { input: { text: z.string() } }, () => {})({ text: "bye" });
    });
    expect(() => pipelinesOf({ one, again })).toThrow(
      'the pipeline "one" is the name of two pipelines of one module: rename one of them',
    );
  });
});

describe("the program", () => {
  it("is found by its symbol, without this package", () => {
    const program = (one as unknown as Record<symbol, object>)[Symbol.for("troupe.pipeline")];
    expect(program).toMatchObject({ format: 1, name: "one", spec: { name: "one" } });
    expect(isPipeline(one)).toBe(true);
    for (const value of [undefined, null, 1, "one", {}, () => {}]) expect(isPipeline(value)).toBe(false);
  });
});

describe("two copies of this package in one process", () => {
  const folder = join(import.meta.dirname, "../../../../.cache/sdk-copies");
  let other: typeof sdk;

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    const outfile = join(folder, "copy.mjs");
    const entry = join(import.meta.dirname, "../index.ts");
    await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" });
    other = await import(pathToFileURL(outfile).href);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("build one pipeline: steps, references, conditions and schemas of one are used in the other", async () => {
    expect(other.pipeline).not.toBe(sdk.pipeline);
    const Model = other.z.object({ accuracy: other.z.number(), file: other.artifact("joblib") });
    const train = other.python("train", { run: "train.py", input: { data: other.validated(Model) }, output: Model });
    const double = other.task("double", { input: { n: other.z.number() }, output: other.z.number() }, ({ n }) => n * 2);
    const validate = sdk.check("validate", { of: Model as never }, () => true);
    const make = sdk.python("make", { run: "make.py", output: Model as never });
    const mixed = sdk.pipeline("mixed", () => {
      const model = train({ data: validate(make() as never) as never });
      sdk.gate("quality", model, {
        good: [other.gte(model.accuracy, 0.9) as never, ({ accuracy }) => double({ n: accuracy as never })],
        otherwise: () => {},
      });
      other.when("low", sdk.lt(model.accuracy, 0.5) as never, () => {
        double({ n: model.accuracy }, { id: "double-2" });
      });
    });
    expect(mixed.spec.nodes.map(({ id }) => id)).toEqual([
      "make",
      "validate",
      "train",
      "quality",
      "double",
      "low",
      "double-2",
    ]);
    expect(mixed.spec.steps.train?.input).toMatchObject({ properties: { data: { proof: "validated" } } });
    expect(other.isPipeline(mixed)).toBe(true);
    expect(await mixed[sdk.programKey].execute("double", { n: 2 }, {} as never)).toBe(4);
  });
});
