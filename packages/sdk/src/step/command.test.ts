import { describe, expect, it } from "vitest";
import { artifact, command, text, z } from "../index.ts";

describe("a command", () => {
  it("is written as words, inputs by their path", () => {
    const convert = command("convert", {
      input: { table: artifact("csv"), options: z.object({ rows: z.int(), name: z.string() }) },
      run: ({ table, options }) => ["head", "-n", options.rows, text`--from=${options.name}${1}`, 2, table],
    });
    expect(convert.declaration.runs).toEqual({
      kind: "command",
      argv: [
        "head",
        "-n",
        { input: ["options", "rows"] },
        { text: ["--from=", { input: ["options", "name"] }, "1"] },
        "2",
        { input: ["table"] },
      ],
    });
  });
});
