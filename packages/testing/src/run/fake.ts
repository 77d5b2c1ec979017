/** Stand-ins for steps, typed like the steps. */
import type {
  AnyStep,
  Context,
  Duration,
  InputOf,
  MetricOf,
  OutputOf,
  Pipeline,
  Report,
  Returned,
  Validated,
} from "@troupe/sdk";

/** What stands in for one step of a pipeline. */
export interface Fake {
  /** The declared name. */
  readonly step: string;
  readonly body: (given: never, context: never) => unknown;
}

/** What a fake's function gets besides its inputs: what a task's function gets, but `fakeArtifact` for `save`; and time. */
export interface FakeContext<Metric extends string = string> extends Omit<Context<Metric>, "save"> {
  /**
   * Lets virtual time pass, as a step that takes long does. Rejects when the attempt is cancelled or out of time.
   *
   * @example
   * ```ts
   * fake(train, async ({ trees }, { takes }) => {
   *   await takes("2h");
   *   return { accuracy: 0.9, trees, file: fakeArtifact("joblib") };
   * });
   * ```
   */
  takes(duration: Duration): Promise<void>;
}

/**
 * The function that stands in. A step's gets the inputs and yields the output; a check's gets the value, and says
 * whether it is good or what is wrong. Conditional as a whole, so that what it returns is read as what the step yields:
 * literals stay literals, and a fake artifact becomes the table that is asked for.
 */
export type FakeBody<S extends AnyStep> = [OutputOf<S>] extends [Validated<unknown>]
  ? (subject: SubjectOf<S>, context: FakeContext<MetricOf<S>>) => Report | Promise<Report>
  : [OutputOf<S>] extends [undefined]
    ? (inputs: InputOf<S>, context: FakeContext<MetricOf<S>>) => void | Promise<void>
    : (inputs: InputOf<S>, context: FakeContext<MetricOf<S>>) => Returned<OutputOf<S>> | Promise<Returned<OutputOf<S>>>;

type SubjectOf<S extends AnyStep> = InputOf<S> extends { readonly subject: infer T } ? T : never;

/**
 * Stands in for a step. What it yields is checked by the step's schema, as a real output is; what it throws fails the
 * attempt, and the step's retries apply. Throw an `AttemptFailure` to end as anything but a failure of the step's code.
 *
 * @param body - Called once an attempt. `context.attempt.attempt` counts them, from 1.
 *
 * @example
 * ```ts
 * fake(extract, () => ({ rows: 3, table: fakeArtifact("csv") }));
 * fake(validate, ({ rows }) => (rows > 0 ? [] : ["there are no rows"]));
 * fake(train, ({ trees }, { attempt, metric }) => {
 *   if (attempt.attempt === 1) throw new AttemptFailure("oom");
 *   metric("loss", 0.1, { step: 1 });
 *   return { accuracy: 0.9, trees, file: fakeArtifact("joblib") };
 * });
 * ```
 */
export function fake<S extends AnyStep>(step: S, body: FakeBody<S>): Fake {
  return { step: step.name, body };
}

/** By step. Throws if one of them stands in for nothing, or two for the same. */
export function fakesOf(pipelines: readonly Pipeline[], fakes: readonly Fake[]): ReadonlyMap<string, Fake> {
  const steps = new Set(pipelines.flatMap(({ spec }) => Object.keys(spec.steps)));
  const names = pipelines.map(({ name }) => name).join(", ");
  const byStep = new Map<string, Fake>();
  for (const each of fakes) {
    if (!steps.has(each.step)) {
      const known = [...steps].join(", ");
      throw new Error(`there is a fake of "${each.step}", which is no step of ${names}; its steps are ${known}`);
    }
    if (byStep.has(each.step)) throw new Error(`there are two fakes of "${each.step}": keep one`);
    byStep.set(each.step, each);
  }
  return byStep;
}
