import { describe, expect, test } from "vitest";
import { CurveBook, namesOf, numbersOf } from "./curve-book.ts";

function encode(...values: number[]): string {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeDoubleLE(value, index * 8);
  return bytes.toString("base64");
}

const column = (name: string, ...values: number[]) => ({
  task: "train",
  attempt: 1,
  name,
  steps: encode(...values.keys()),
  values: encode(...values),
  at: encode(...values.map(() => 0)),
});

describe("curves of runs", () => {
  test("come as numbers, whatever numbers they are", () => {
    expect([...numbersOf(encode(1.5, Number.NaN, Number.NEGATIVE_INFINITY))]).toEqual([
      1.5,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(numbersOf("")).toHaveLength(0);
  });

  test("grow by what belongs to them, and are forgotten by run", () => {
    const book = new CurveBook();
    book.append("r1", [column("loss", 3, 2), column("lr", 1)]);
    book.append("r1", [column("loss", 1)]);
    book.append("r2", [column("loss", 9)]);
    expect(book.curves.map(({ of, length }) => [of.runId, of.name, length])).toEqual([
      ["r1", "loss", 3],
      ["r1", "lr", 1],
      ["r2", "loss", 1],
    ]);
    const before = book.revision;
    book.forget("r1");
    expect(book.curves.map(({ of }) => of.runId)).toEqual(["r2"]);
    expect(book.revision).toBeGreaterThan(before);
  });

  test("are named in an order that people expect", () => {
    const book = new CurveBook();
    book.append(
      "r",
      ["system.cpu", "loss/10", "loss/2", "accuracy", "loss/2"].map((name) => column(name, 1)),
    );
    expect(namesOf(book.curves)).toEqual(["accuracy", "loss/2", "loss/10", "system.cpu"]);
  });
});
