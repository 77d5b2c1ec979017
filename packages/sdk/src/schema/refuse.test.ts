import { expect, it } from "vitest";
import { artifact, python, type Schema, z } from "../index.ts";

/** The message without what is the same in all of them. */
function refusal(output: z.ZodType): string {
  try {
    python("p", { run: "a.py", output: output as never });
  } catch (error) {
    return (error as Error).message.replaceAll(", which cannot be checked and stored everywhere", "");
  }
  return "accepted";
}

it("refuses by name what cannot be stored, saying where and what to use", () => {
  const cases: readonly (readonly [z.ZodType, string])[] = [
    [z.any(), "p.output is z.any(): say what it is"],
    [z.object({ rows: z.unknown() }), "p.output.rows is z.unknown(): say what it is"],
    [z.object({ at: z.date() }), "p.output.at is z.date(): use z.iso.datetime(), a string"],
    [z.object({ by: z.map(z.string(), z.number()) }), "p.output.by is z.map(): use z.record(z.string(), …)"],
    [z.array(z.set(z.string())), "p.output[] is z.set(): use z.array()"],
    [z.bigint(), "p.output is z.bigint(): use z.int(), or a string for more than 2^53"],
    [
      z.instanceof(Uint8Array),
      "p.output is z.custom() or z.instanceof(): use z.object() for data and artifact(kind) for bytes",
    ],
    [z.string().transform(Number), "p.output is a transform: convert in the step's function"],
    [z.preprocess(String, z.string()), "p.output is a transform: convert in the step's function"],
    [z.stringbool(), "p.output is a transform: convert in the step's function"],
    [z.number().catch(0), "p.output is .catch(): let a wrong value be an error"],
    [z.record(z.string(), z.any()), "p.output{} is z.any(): say what it is"],
    [z.tuple([z.string(), z.nan()]), "p.output[1] is z.nan(): use z.number().nullable()"],
    [z.looseObject({ a: z.int() }), "p.output{} is z.unknown(): say what it is"],
    [z.union([z.string(), z.symbol()]), "p.output is z.symbol(): use a string"],
    [z.literal([1n, 2n]), "p.output is z.literal(1n): use a string, a number, true, false or null"],
    [
      z.object({ a: z.literal(undefined) }),
      "p.output.a is z.literal(undefined): use a string, a number, true, false or null",
    ],
    [
      z.string().refine((text) => text !== ""),
      "p.output is .refine(): use a schema that says it in data, or a check() step",
    ],
    [z.object({ a: z.string().trim() }), "p.output.a is a rewrite such as .trim(): rewrite in the step's function"],
  ];
  for (const [schema, message] of cases) expect(refusal(schema)).toBe(message);
});

it("names every place", () => {
  expect(refusal(z.object({ a: z.any(), b: z.array(z.date()) })).split("\n")).toHaveLength(2);
});

it("accepts what is JSON, and artifacts", () => {
  interface Tree {
    readonly value: number;
    readonly children: readonly Tree[];
  }
  const Tree: Schema<Tree> = z.lazy(() => z.object({ value: z.number(), children: z.array(Tree) })) as never;
  const schema = z.object({
    a: z.int().min(1).optional(),
    b: z.enum(["x", "y"]).nullable(),
    c: z.email().default("a@b.org"),
    d: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("n"), n: z.number() }),
      z.strictObject({ kind: z.literal(null) }),
    ]),
    e: z.tuple([z.string()], z.boolean()).readonly(),
    f: z.record(z.string(), artifact("csv")),
    g: z.iso.datetime(),
    h: z.object({ x: z.int() }).and(z.object({ y: z.int() })),
    tree: Tree,
  });
  expect(refusal(schema)).toBe("accepted");
});
