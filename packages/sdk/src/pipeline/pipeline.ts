/** Pipelines: a name, what a run may be given, and a body that is read once, here, to a graph. */
import { type PipelineSpec, specLimits } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { checkName } from "../names.ts";
import { express } from "../ref/express.ts";
import type { Ref, ValueOf } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { execute } from "../run/execute.ts";
import { inputSchema } from "../schema/json-schema.ts";
import type { NoFields, Shape } from "../schema/shape.ts";
import type { Given, Received } from "../step/step.ts";
import { type Duration, toMs } from "../step/units.ts";
import { type Builder, build, homeOf, settle, synchronous } from "./builder.ts";
import { checkPrevious } from "./previous.ts";
import { type PipelineProgram, programKey } from "./program.ts";

export interface PipelineOptions<P extends Shape> {
  /** What a run may be given, by name: `{ trees: z.array(z.int()).default([10, 50]) }`. The fields, not a `z.object`. */
  readonly params?: P;
  /** Of a whole run. Default: none. */
  readonly timeout?: Duration;
  /** For people: shown by the console and the CLI. */
  readonly description?: string;
}

/** What a body is read with. */
export interface BodyInputs<P extends Shape> {
  /** What the run is given, defaults filled in. */
  readonly params: Ref<Received<P>>;
  /** The run itself: its id, and when it was created (ISO 8601, UTC). */
  readonly run: Ref<RunFacts>;
}

export interface RunFacts {
  readonly id: string;
  readonly createdAt: string;
}

/** What a body hands out for other pipelines and for later runs, by name. A promise is not: reading does no I/O. */
// biome-ignore lint/suspicious/noConfusingVoidType: a body without a return statement.
export type Outputs = { readonly [name: string]: unknown } | void;

/** A pipeline that has been read: its spec, and what runs its TypeScript steps. */
export interface Pipeline<Params = unknown, Out = unknown> {
  readonly name: string;
  readonly spec: PipelineSpec;
  /** What hosts and tools of any version look for. */
  readonly [programKey]: PipelineProgram;
  /** Types only: what a run may be given, and what it hands out. */
  readonly "~types"?: { readonly params: Params; readonly outputs: Out };
}

/** What a run of a pipeline may be given: `ParamsOf<typeof churn>`. */
export type ParamsOf<P extends Pipeline> = NonNullable<P["~types"]>["params"];

/** What a run of a pipeline hands out: `OutputsOf<typeof churn>`. */
export type OutputsOf<P extends Pipeline> = NonNullable<P["~types"]>["outputs"];

/**
 * Declares a pipeline. The body is an ordinary function that calls steps; it is read once, when the module is loaded,
 * without I/O, and what it calls becomes the graph that runs. Export it, as default or by name.
 *
 * @param body - Synchronous. What it returns is handed out to `previous` and `latest`.
 * @throws TroupeError `INVALID_SPEC`, naming what is wrong and what to do.
 *
 * @example
 * ```ts
 * export default pipeline("churn", { params: { trees: z.array(z.int()).default([10, 50]) } }, ({ params }) => {
 *   const data = validate(extract());
 *   const models = map(params.trees, (trees) => train({ data, trees }));
 *   return { model: best({ models }) };
 * });
 * ```
 */
export function pipeline<P extends Shape = NoFields, O extends Outputs = void>(
  name: string,
  options: PipelineOptions<P>,
  body: (inputs: BodyInputs<P>) => O,
): Pipeline<Given<P>, { readonly [K in keyof O]: ValueOf<O[K]> }>;
export function pipeline<O extends Outputs = void>(
  name: string,
  body: (inputs: BodyInputs<NoFields>) => O,
): Pipeline<NoFields, { readonly [K in keyof O]: ValueOf<O[K]> }>;
export function pipeline(name: string, ...rest: readonly unknown[]): Pipeline {
  const [options, body] = (rest.length > 1 ? rest : [{}, rest[0]]) as [PipelineOptions<Shape>, Body];
  checkName(name, "the pipeline");
  return build(name, (builder) => {
    const home = homeOf(builder);
    const run = {
      id: reference({ kind: "run", fact: "id" }, home),
      createdAt: reference({ kind: "run", fact: "createdAt" }, home),
    };
    const params = reference<never>({ kind: "param", path: [] }, home);
    const result = synchronous(body({ params, run: run as never }), `the body of ${name}`);
    const spec = specOf(builder, options, result);
    const { steps } = builder;
    const program: PipelineProgram = {
      format: 1,
      name,
      spec,
      execute: (step, inputs, host) => execute(steps, step, inputs, host),
    };
    return { name, spec, [programKey]: program };
  });
}

type Body = (inputs: BodyInputs<Shape>) => Outputs;

function specOf(
  builder: Builder,
  { params = {}, timeout, description }: PipelineOptions<Shape>,
  result: Outputs,
): PipelineSpec {
  const { pipeline: name, nodes, steps, uses } = builder;
  const outputs = express(result ?? undefined, { who: `what ${name} returns`, builder });
  checkPrevious(builder, outputs);
  const spec: PipelineSpec = {
    format: 1,
    name,
    ...(description !== undefined && { description }),
    params: inputSchema(params, `${name}.params`),
    steps: Object.fromEntries([...steps].map(([step, { declaration }]) => [step, declaration])),
    nodes,
    ...(outputs && { outputs }),
    ...(uses.size > 0 && { uses: Object.fromEntries(uses) }),
    ...(timeout !== undefined && { timeoutMs: toMs(timeout, `${name}.timeout`) }),
  };
  checkSize(spec);
  return settle(builder, spec);
}

function checkSize({ name, nodes }: PipelineSpec): void {
  if (nodes.length <= specLimits.steps) return;
  const message = `has ${nodes.length} nodes`;
  throw invalidSpec({
    field: name,
    message,
    fix: `keep it to ${specLimits.steps}: many tasks come from map(list, each)`,
  });
}
