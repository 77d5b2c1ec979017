/** References: their fields, what stands for an input, and what does not. */
import {
  type Artifact,
  artifact,
  at,
  type Input,
  type InputOf,
  type MetricOf,
  map,
  type OutputOf,
  type OutputsOf,
  type ParamsOf,
  passed,
  pipeline,
  python,
  type Ref,
  type Schema,
  type Step,
  type Stored,
  type Task,
  type Validated,
  validated,
  z,
} from "@troupe/sdk";
import { type evaluate, type extract, type inspect, probe, train, type validate } from "./steps.test-d.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(is: Equal<A, B>): void;

const Dataset = z.object({
  rows: z.number(),
  note: z.string().optional(),
  table: artifact("csv"),
  tags: z.array(z.string()),
  by: z.record(z.string(), z.number()),
});
const Shape = z.union([
  z.object({ kind: z.literal("a"), n: z.number() }),
  z.object({ kind: z.literal("b"), n: z.string() }),
]);
type Dataset = z.output<typeof Dataset>;

declare const data: Ref<Dataset>;
declare const maybe: Ref<Dataset | undefined>;
declare const shape: Ref<z.output<typeof Shape>>;

// fields
same<typeof data.rows, Ref<number>>(true);
same<typeof maybe.rows, Ref<number | undefined>>(true);
same<typeof data.note, Ref<string | undefined>>(true);
same<typeof shape.n, Ref<number | string>>(true);
same<typeof data.table, Ref<Artifact<"csv">>>(true);

// what stands for an input
declare function want<T>(x: Input<T>): void;
declare function wantOptional(x: Input<{ a?: number; b: string }>): void;
declare const num: Ref<number>;
declare const optNum: Ref<number | undefined>;
wantOptional({ b: "x" });
wantOptional({ b: "x", a: 1 });
wantOptional({ b: "x", a: num });
// @ts-expect-error b is missing
wantOptional({ a: num });
// @ts-expect-error c is not asked for
wantOptional({ b: "x", c: 1 });
want<number | undefined>(optNum);
want<Dataset>(data);
// @ts-expect-error may be absent
want<Dataset>(maybe);
want<{ rows: number }>(data);
want<number[]>([num, 3]);
want<[number, string]>([num, "x"]);
want<"a" | "b">("a");
// @ts-expect-error neither
want<"a" | "b">("c");
want<Artifact<"csv">>(data.table);
// @ts-expect-error another kind
want<Artifact<"parquet">>(data.table);
// @ts-expect-error a path is not an artifact
want<Artifact<"csv">>("x.csv");
// @ts-expect-error an artifact is not a path
want<string>(data.table);
// @ts-expect-error may be absent
want<string>(data.note);

// proofs
const V = validated(Dataset);
type V = z.output<typeof V>;
declare const v: Ref<V>;
want<Dataset>(v);
want<V>(v);
// @ts-expect-error not validated
want<V>(data);
const P = passed(Dataset, "production");
declare const p: Ref<z.output<typeof P>>;
const anyBand = passed(Dataset);
want<z.output<typeof anyBand>>(p);
want<number>(p.rows);
want<number>(v.rows);
// @ts-expect-error passed is not validated
want<V>(p);
// a part of what is validated is validated
want<Validated<Artifact<"csv">>>(v.table);
// @ts-expect-error a part of what is not, is not
want<Validated<Artifact<"csv">>>(data.table);

// what a reference is not
// @ts-expect-error no value to compare
if (num > 3) throw num;
// @ts-expect-error no list to go over
for (const _ of data.tags) break;
// @ts-expect-error no list to spread
[...data.tags];
// @ts-expect-error no methods
num.toFixed();
// @ts-expect-error no path
data.table.path;

// columns
const Row = z.object({ tenure: z.number(), churned: z.boolean() });
const wide = artifact("csv", Row.extend({ id: z.string() }));
const narrow = artifact("csv", Row);
declare const w: Ref<z.output<typeof wide>>;
declare const n: Ref<z.output<typeof narrow>>;
want<z.output<typeof narrow>>(w);
want<Artifact<"csv">>(w);
// @ts-expect-error a column is missing
want<z.output<typeof wide>>(n);

// recursion
type Tree = { value: number; left?: Tree; right?: Tree };
declare const tree: Ref<Tree>;
same<typeof tree.left.right.left.value, Ref<number | undefined>>(true);
want<Tree>({ value: 1, left: { value: num } });
const TreeSchema: Schema<Tree> = z.lazy(() =>
  z.object({ value: z.number(), left: TreeSchema.optional(), right: TreeSchema.optional() }),
) as Schema<Tree>;
python("grow", { run: "grow.py", input: { tree: TreeSchema }, output: TreeSchema });

// lists and records
declare const models: Ref<{ accuracy: number }[]>;
same<ReturnType<typeof firstOf>, Ref<{ accuracy: number } | undefined>>(true);
function firstOf() {
  return at(models, 0);
}
want<number | undefined>(at(data.by, "x"));
// @ts-expect-error may not be there
want<number>(at(data.by, "x"));
want<(number | null)[]>(map([1, 2], () => optNum));
want<{ a: number }[]>(map(models, (model) => ({ a: model.accuracy })));
// @ts-expect-error where nothing is, a list has null
want<(number | undefined)[]>(map([1, 2], () => optNum));

// steps
same<InputOf<typeof probe>, { url: string }>(true);
same<OutputOf<typeof probe>, { ok: boolean }>(true);
same<MetricOf<typeof train>, "loss" | "accuracy">(true);
same<MetricOf<typeof evaluate>, string>(true);
same<keyof InputOf<typeof train>, "data" | "trees" | "from">(true);
same<OutputOf<typeof validate>["rows"], number>(true);
// biome-ignore lint/complexity/noBannedTypes: what a step without inputs takes
same<InputOf<typeof extract>, {}>(true);
declare function fake<In, Out>(step: Step<In, Out>, run: (inputs: In) => Out | Promise<Out>): void;
fake(train, ({ trees }) => ({ accuracy: trees, model: {} as Artifact<"joblib"> }));
// @ts-expect-error a fake yields what the step yields
fake(train, () => ({ accuracy: "high" }));
probe satisfies Task<{ url: string }, { ok: boolean }>;
// @ts-expect-error a step in Python has no function to run here
train.run({ trees: 3 });
same<Awaited<ReturnType<typeof probe.run>>, { ok: boolean }>(true);
same<Awaited<ReturnType<typeof inspect.run>>["passed"], boolean>(true);

// defaults may be left out by a caller, and are there inside
const depth = python("depth", { run: "d.py", input: { depth: z.int().default(3), at: z.string() } });
same<InputOf<typeof depth>, { depth?: number | undefined; at: string }>(true);

// pipelines
const outer = pipeline("outer", { params: { n: z.int(), m: z.int().default(1) } }, ({ params }) => ({
  n: params.n,
  nested: { data, label: "x" },
}));
same<ParamsOf<typeof outer>["n"], number>(true);
same<OutputsOf<typeof outer>["nested"]["label"], string>(true);
same<OutputsOf<typeof outer>["nested"]["data"], Dataset>(true);
same<Stored<Dataset>["table"]["size"], number>(true);
declare const stored: Stored<Dataset>;
// @ts-expect-error a path means nothing elsewhere
stored.table.path;
