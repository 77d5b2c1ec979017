/** Repetition until something holds. */
import { type LoopNode, specLimits } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { type Builder, current, homeOf, idIn, place, scopeOf, synchronous, within } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Input, Ref, ValueOf } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { type NodeOptions, rulesOf, type When } from "../step/rules.ts";
import { type Condition, expressCondition } from "./condition.ts";

export interface LoopOptions<S> extends NodeOptions<Exclude<When, "any-failed">> {
  /** How many rounds there may be: 1 to 1,000. */
  readonly max: number;
  /** The state of the first round. */
  readonly start: S;
  /** Asked after each round, of the state that it left. */
  readonly until: (state: Ref<ValueOf<S>>) => Condition;
  /**
   * What it comes to if that does not hold after the last round: `"fail"`, the default, or `"take-last"`, which yields
   * the last state all the same, and says so in `limited`.
   */
  readonly onLimit?: "fail" | "take-last";
}

/** What a loop comes to. */
export interface LoopResult<S> {
  /** What the last round left. */
  readonly state: S;
  /** How many there were. */
  readonly rounds: number;
  /** It ended because there may be no more rounds, and not because its condition holds. */
  readonly limited: boolean;
}

/**
 * Runs what is in it round after round, each with the state that the one before left, until a condition holds. The first
 * round always runs. Its tasks are called `train[0]`, `train[1]`, …
 *
 * @param next - Read once, here, with references to the state and the position of the round, from 0. What it returns is
 * the state that the round leaves: it has the fields of `start`.
 *
 * @example
 * ```ts
 * const { state, rounds } = loop(
 *   "refine",
 *   { max: 10, start: { trees: 10, accuracy: 0 }, until: ({ accuracy }) => gte(accuracy, 0.9) },
 *   ({ trees }) => {
 *     const { accuracy } = train({ data, trees });
 *     return { trees: double({ n: trees }), accuracy };
 *   },
 * );
 * ```
 */
export function loop<S>(
  id: string,
  options: LoopOptions<S>,
  next: (state: Ref<ValueOf<S>>, round: Ref<number>) => Input<ValueOf<S>>,
): Ref<LoopResult<ValueOf<S>>> {
  const builder = current(`loop("${id}", …)`);
  const own = idIn(builder, id);
  const reader = { who: own, builder };
  const node: Omit<LoopNode, "until" | "next"> = {
    kind: "loop",
    id: own,
    scope: scopeOf(builder),
    ...rulesOf(options, reader),
    start: expression(options.start, { ...reader, who: `${own}.start` }),
    max: checkMax(options.max, own),
    onLimit: options.onLimit ?? "fail",
  };
  // Its place is before what is in it; what its rounds leave is known after.
  const placed: { -readonly [K in keyof LoopNode]: LoopNode[K] } = {
    ...node,
    next: node.start,
    until: { test: "otherwise" },
  };
  place(builder, placed);
  inside(builder, own, () => {
    const home = homeOf(builder);
    const state = reference<ValueOf<S>>({ kind: "state", loop: own, path: [] }, home);
    const round = reference<number>({ kind: "index", map: own }, home);
    const left = synchronous<unknown>(next(state, round), `what ${own} does`);
    placed.next = expression(left, { who: `what ${own} leaves`, builder });
    placed.until = expressCondition(options.until(state), { who: `${own}.until`, builder });
  });
  return reference({ kind: "loop", loop: own, path: [] }, homeOf(builder));
}

function inside(builder: Builder, id: string, read: () => void): void {
  const segment = `${id}[]`;
  within(builder, { segment, label: () => segment }, read);
}

function checkMax(max: number, id: string): number {
  if (Number.isSafeInteger(max) && max >= 1 && max <= specLimits.rounds) return max;
  throw invalidSpec({
    field: `${id}.max`,
    message: `is ${max}`,
    fix: `give it a whole number of rounds, 1 to ${specLimits.rounds}`,
  });
}
