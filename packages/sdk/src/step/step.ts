/** The types of steps: declared once, called inside a pipeline's body like the function that they are. */
import type { StepDeclaration } from "@troupe/core";
import type { z } from "zod";
import type { Handle, Inputs, Ref } from "../ref/ref.ts";
import type { Validated } from "../schema/proof.ts";
import type { NoFields, Shape } from "../schema/shape.ts";
import type { Checked, Yielded } from "../schema/storable.ts";
import type { Cache } from "./cache.ts";
import type { Context } from "./context.ts";
import type { StepLimits } from "./limits.ts";
import type { MetricRule } from "./metric-rules.ts";
import type { Concurrency } from "./placement.ts";
import type { Absent, NodeOptions, When } from "./rules.ts";

/** What a caller gives. Where a schema takes anything (`z.coerce`, an annotation `z.ZodType<T>`), what it makes of it is asked for. */
export type Given<S extends Shape> = keyof S extends never
  ? NoFields
  : {
      [K in keyof z.input<z.ZodObject<S>>]: unknown extends z.input<z.ZodObject<S>>[K]
        ? K extends keyof S
          ? z.output<S[K]>
          : never
        : z.input<z.ZodObject<S>>[K];
    };

/** What the step's function gets: defaults filled in. */
export type Received<S extends Shape> = keyof S extends never ? NoFields : z.output<z.ZodObject<S>>;

/** What one call of a step may set for itself. */
export interface CallOptions<W extends When = When, M extends boolean = boolean>
  extends NodeOptions<W>,
    Omit<StepLimits, "rules" | "concurrency"> {
  /** At most so many tasks with this key at once, of whatever run and pipeline: ``{ key: text`deploy-${params.to}` }``. */
  readonly concurrency?: Concurrency;
  /** Its name in the run. Needed only where a step is called twice. Default: the step's name. */
  readonly id?: string;
  /** If it fails, the run goes on without what it would have yielded: whoever reads from it must allow for that. */
  readonly mayFail?: M;
  /** Made each time, whatever the step says. */
  readonly cache?: false;
}

/**
 * A declared step. Calling it inside a pipeline's body places it there and yields a reference to its output.
 *
 * @example
 * ```ts
 * const model = train({ data, trees: 50 }, { id: "train-50", timeout: "2h", resources: { gpus: 1 } });
 * ```
 */
export interface Step<In, Out, Metric extends string = string> {
  <const W extends When = "all-succeeded", const M extends boolean = false>(
    ...call: keyof In extends never
      ? [inputs?: NoInputs, options?: CallOptions<W, M>]
      : NoFields extends In
        ? [inputs?: Inputs<In>, options?: CallOptions<W, M>]
        : [inputs: Inputs<In>, options?: CallOptions<W, M>]
  ): Ref<Out | Absent<W, M>>;
  /** As it was declared. */
  readonly name: string;
  /** What stands in the spec of every pipeline that calls it. */
  readonly declaration: StepDeclaration;
  /** Types only: what a call gives, what it yields, what it measures. */
  readonly "~types"?: { readonly input: In; readonly output: Out; readonly metric: Metric };
}

/** `{}` would take any object at all. */
interface NoInputs {
  readonly [name: string]: never;
}

/** A step whose body is TypeScript. */
export interface Task<In, Out, Metric extends string = string> extends Step<In, Out, Metric> {
  /**
   * The plain function, for unit tests: inputs and output are checked as in a run. Without a context, metrics and logs
   * go nowhere, and `save` yields an artifact of a made-up digest.
   *
   * @example
   * ```ts
   * expect(await best.run({ models: [weak, strong] })).toEqual(strong);
   * ```
   */
  run(inputs: In, context?: Partial<Context<Metric>>): Promise<Out>;
}

/** Looks at a value and vouches for it, or fails the task with what is wrong. */
export interface Check<T> {
  <const W extends When = "all-succeeded", const M extends boolean = false>(
    subject: Handle<T>,
    options?: CallOptions<W, M>,
  ): Ref<Validated<T> | Absent<W, M>>;
  /** As it was declared. */
  readonly name: string;
  readonly declaration: StepDeclaration;
  /** Types only. */
  readonly "~types"?: {
    readonly input: { readonly subject: T };
    readonly output: Validated<T>;
    readonly metric: string;
  };
}

/** A check whose body is TypeScript. */
export interface CheckTask<T> extends Check<T> {
  /** The plain function, for unit tests. */
  run(subject: T, context?: Partial<Context<string>>): Promise<Verdict>;
}

/** What a check found. */
export interface Verdict {
  readonly passed: boolean;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
}

/** What a call of a step gives: `InputOf<typeof train>`. */
export type InputOf<S extends AnyStep> = NonNullable<S["~types"]>["input"];

/** What a step yields: `OutputOf<typeof train>`. */
export type OutputOf<S extends AnyStep> = NonNullable<S["~types"]>["output"];

/** The names of the metrics that a step reports: `MetricOf<typeof train>`. */
export type MetricOf<S extends AnyStep> = NonNullable<S["~types"]>["metric"];

/** Any step or check, for code that treats all of them alike. */
export interface AnyStep {
  readonly name: string;
  readonly declaration: StepDeclaration;
  readonly "~types"?: { readonly input: unknown; readonly output: unknown; readonly metric: string };
}

/** What every kind of step declares. */
export interface Signature<I extends Shape, O extends z.core.$ZodType, M extends string> extends StepLimits {
  /** Named inputs: `{ data: Dataset, trees: z.int() }`. The fields themselves, not a `z.object`. */
  readonly input?: I & { readonly [K in keyof I]: Checked<I[K]> };
  /** The one output; nothing if left out. A field that it does not declare is an error. */
  readonly output?: O & Yielded<O>;
  /** Names of the metrics that it reports. Left out: any name. */
  readonly metrics?: readonly M[];
  /** What is done when a metric becomes so: looked at where the step runs, with every point. */
  readonly rules?: readonly MetricRule<NoInfer<M>>[];
  /**
   * A result that was made of the same inputs by the same code counts again, in any run of the pipeline. For steps that
   * yield the same whenever they are given the same: what is not an input (the time, a table of a database) is not
   * looked at. Default: it is made each time.
   */
  readonly cache?: Cache;
  /** For people: shown by the console and the CLI. */
  readonly description?: string;
}
