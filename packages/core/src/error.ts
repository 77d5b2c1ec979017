/**
 * Operational failures. A domain outcome is an event, a bug is an `invariant`, a cancel is an `AbortSignal`; what is left
 * is a `TroupeError`: what failed, on what, and how whoever gets it must react. Codes are listed in docs/errors.md.
 */
export type Reaction =
  /** The same call may work in a moment. */
  | "retry"
  /** This coordinator is no leader any more: drop everything and reload. */
  | "step-down"
  /** The caller must change something. */
  | "reject"
  /** This process cannot go on. */
  | "fatal";

/** One thing that is wrong with an input, where it stands, and how to mend it. */
export interface Problem {
  /** Path to the field: `nodes["train"].input.data`, `params.trees[0]`. */
  readonly field: string;
  /** What is wrong, with the offending value. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

export interface TroupeErrorOptions {
  readonly code: string;
  readonly reaction: Reaction;
  readonly problems?: readonly Problem[];
  /** Machine-readable facts: the run that has this request id, the leader's address. */
  readonly details?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

export class TroupeError extends Error {
  override readonly name = "TroupeError";
  readonly code: string;
  readonly reaction: Reaction;
  readonly problems: readonly Problem[];
  readonly details: Readonly<Record<string, string>>;

  constructor(message: string, options: TroupeErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.reaction = options.reaction;
    this.problems = options.problems ?? [];
    this.details = options.details ?? {};
  }
}

/** A bug if it does not hold: crashes the actor, and its supervisor restarts it from the store. */
export function invariant(holds: unknown, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}

export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Ends every `switch` over a union: a new member is a compile error here. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
}
