import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonSchema, StepDeclaration } from "@troupe/core";
import { defaultLimits } from "@troupe/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linesFromEnd } from "./lines-from-end.ts";
import { readOutput } from "./read-output.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-output-"));
  mkdirSync(join(folder, "outputs"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const table: JsonSchema = { type: "object", artifact: "csv" };
const dataset: JsonSchema = { type: "object", properties: { rows: { type: "integer" }, table } };

function declared(output: JsonSchema | undefined, role: "step" | "check" = "step"): StepDeclaration {
  const runs = { kind: "command", argv: ["true"] } as const;
  return { runs, role, input: {}, limits: defaultLimits, ...(output !== undefined && { output }) };
}

function messages(...lines: unknown[]): void {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  writeFileSync(join(folder, "messages.jsonl"), `${text}\n`);
}

function leave(name: string, text = ""): void {
  writeFileSync(join(folder, "outputs", name), text);
}

test("nothing left, nothing yielded", async () => {
  expect(await readOutput(folder, declared(dataset))).toBeUndefined();
});

test("what a step yields that declares no output is not read", async () => {
  messages({ type: "output", value: 1 });
  expect(await readOutput(folder, declared(undefined))).toBeUndefined();
});

test("the last output message counts, whatever stands around it", async () => {
  messages(
    { type: "output", value: { rows: 1 } },
    { value: { rows: 2 }, type: "output" },
    { type: "log", level: "info", message: 'an "output"' },
    "{ torn",
    "not json",
  );
  expect(await readOutput(folder, declared(dataset))).toEqual({ rows: 2 });
});

test("marks become files with their kind, and inputs that are handed on stay what they are", async () => {
  const given = { kind: "csv", digest: `sha256:${"0".repeat(64)}`, size: 3 };
  messages({
    type: "output",
    value: { a: [{ $artifact: "/x/a.csv", columns: ["x"] }], b: { $artifact: "m", kind: "joblib" }, given },
  });
  expect(await readOutput(folder, declared(dataset))).toEqual({
    a: [{ kind: "csv", path: "/x/a.csv", columns: ["x"] }],
    b: { kind: "joblib", path: "m" },
    given,
  });
});

test.each([
  [{ $artifact: 7 }, "output.a: $artifact must be the path of a file"],
  [{ $artifact: "model" }, "output.a: an artifact needs a kind"],
  [{ $artifact: "a.csv", columns: [1] }, "output.a: columns must be a list of names"],
  [{ $artifact: "a.csv", size: 1 }, "output.a: an artifact has $artifact, kind and columns, and no size"],
])("refuses the mark %j", async (mark, message) => {
  messages({ type: "output", value: { a: mark } });
  await expect(readOutput(folder, declared(dataset))).rejects.toMatchObject({ code: "TASK_OUTPUT_INVALID", message });
});

describe("a program that knows nothing of Troupe", () => {
  test("may leave output.json", async () => {
    leave("output.json", '{"rows": 3}');
    leave("unrelated.txt");
    expect(await readOutput(folder, declared(dataset))).toEqual({ rows: 3 });
  });

  test("is told what is wrong with it", async () => {
    leave("output.json", '{"accuracy": NaN}');
    await expect(readOutput(folder, declared(dataset))).rejects.toMatchObject({
      code: "TASK_OUTPUT_INVALID",
      message: expect.stringContaining("output.json is no JSON"),
    });
  });

  test.each(["table", "table.csv"])("may leave the file of a field as %s", async (name) => {
    leave(name);
    leave("other.csv");
    expect(await readOutput(folder, declared(dataset))).toEqual({ table: { kind: "csv", path: name } });
  });

  test("may name some fields and leave files for the others", async () => {
    messages({ type: "output", value: { rows: 3 } });
    leave("table.csv");
    expect(await readOutput(folder, declared(dataset))).toEqual({ rows: 3, table: { kind: "csv", path: "table.csv" } });
  });

  test("may leave one file, if its output is one", async () => {
    leave("whatever.bin");
    expect(await readOutput(folder, declared(table))).toEqual({ kind: "csv", path: "whatever.bin" });
    leave("more.bin");
    expect(await readOutput(folder, declared(table))).toBeUndefined();
    leave("output.csv");
    expect(await readOutput(folder, declared(table))).toEqual({ kind: "csv", path: "output.csv" });
  });

  test("finds fields behind references and choices", async () => {
    const schema: JsonSchema = {
      type: "object",
      properties: { a: { $ref: "#/$defs/t" }, b: { anyOf: [{ type: "null" }, { $ref: "#/$defs/t" }] } },
      $defs: { t: table },
    };
    leave("a.csv");
    leave("b.csv");
    expect(await readOutput(folder, declared(schema))).toEqual({
      a: { kind: "csv", path: "a.csv" },
      b: { kind: "csv", path: "b.csv" },
    });
  });
});

test("a check yields its verdict, and no files of its subject", async () => {
  messages({ type: "output", value: { passed: false, problems: ["no"] } });
  leave("table.csv");
  expect(await readOutput(folder, declared(dataset, "check"))).toEqual({ passed: false, problems: ["no"] });
});

describe("lines from the end", () => {
  async function read(text: string, lineBytes = 1_000_000): Promise<string[]> {
    const path = join(folder, "lines");
    writeFileSync(path, text);
    return all(linesFromEnd(path, lineBytes));
  }

  async function all(lines: AsyncIterable<string>): Promise<string[]> {
    const found: string[] = [];
    for await (const line of lines) found.push(line);
    return found;
  }

  test("come whole over the borders of what is read at once", async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => `${index} ${"é".repeat(index % 60)}`);
    expect(await read(lines.join("\n"))).toEqual(lines.toReversed());
  });

  test("may be longer than what is read at once", async () => {
    const long = "x".repeat(200_000);
    expect(await read(`first\n${long}\nlast`)).toEqual(["last", long, "first"]);
    expect(await read(`first\n${long}\nlast`, 1000)).toEqual(["last"]);
  });

  test("are none without a file, and one without a line break", async () => {
    expect(await all(linesFromEnd(join(folder, "none"), 10))).toEqual([]);
    expect(await read("only")).toEqual(["only"]);
  });
});
