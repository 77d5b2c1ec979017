/** Asking a person. */
import type { JsonObject } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { Input, Ref } from "../ref/ref.ts";
import type { Absent, When } from "../step/rules.ts";
import type { Duration } from "../step/units.ts";
import { objectOf, placeWait, text, type Waiting } from "./place-wait.ts";

/** What a person is asked. */
export interface Question<P extends RejectPolicy, W extends When = When, M extends boolean = boolean>
  extends Waiting<W, M> {
  /** The question, in a sentence: `` text`Release ${model.version}?` ``. */
  readonly ask: Input<string>;
  /** What to look at before answering, by name: references, values, artifacts. */
  readonly show?: { readonly [name: string]: unknown };
  /** Who may answer, as they are known to Troupe. Default: everybody who may call the coordinator. */
  readonly approvers?: readonly [string, ...string[]];
  /** When it is rejected. `fail`, the default: with the code APPROVAL_REJECTED. `go-on`: `decision` says so. */
  readonly onReject?: P;
}

export type RejectPolicy = "fail" | "go-on";

/** How long there is to answer. */
export type Patience =
  | { readonly timeout?: never; readonly default?: never }
  | {
      readonly timeout: Duration;
      /** What nobody's answer means. Default: it fails, as a step that is out of time. */
      readonly default?: "approve" | "reject";
    };

/** The answer. */
export interface Answer<P extends RejectPolicy = "fail"> {
  readonly decision: P extends "go-on" ? "approved" | "rejected" : "approved";
  /** Null if nobody answered in time. */
  readonly by: string | null;
  /** Whether that is what somebody says of himself, and nothing proves it. */
  readonly claimed: boolean;
  readonly reason: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/**
 * Asks a person, and waits for the answer without holding an agent. The first answer counts. What needs the approval
 * reads from it or names it in `after`; rejected, it fails, and what comes after is skipped.
 *
 * @param name - Its id in the run: `troupe approve RUN NAME`.
 *
 * @example
 * ```ts
 * const release = approval("release", {
 *   ask: text`Release a model with accuracy ${winner.accuracy}?`,
 *   show: { winner },
 *   timeout: "2d",
 *   default: "reject",
 * });
 * deploy({ model: winner }, { after: [release] });
 *
 * const review = approval("review", { ask: "Good enough?", onReject: "go-on" });
 * branch("reviewed", {
 *   again: [equals(review.decision, "rejected"), () => train({ data, trees: 200 })],
 * });
 * ```
 */
export function approval<
  const P extends RejectPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(name: string, question: Question<P, W, M> & Patience): Ref<Answer<P> | Absent<W, M>> {
  const { ask, show, approvers, onReject, timeout, default: byDefault, ...options } = question;
  if (byDefault !== undefined && timeout === undefined)
    throw invalidSpec({ field: `${name}.default`, message: "has no timeout", fix: 'say when: timeout: "2d"' });
  return placeWait({
    name,
    runs: {
      kind: "approval",
      ...(approvers && { approvers: [...approvers] }),
      ...(byDefault && { default: byDefault }),
      ...(onReject && { onReject }),
    },
    input: { ask: text, show: { type: "object", additionalProperties: {} } },
    optional: ["show"],
    given: { ask, ...(show && { show }) },
    output: answerOf(onReject),
    timeout,
    options,
    by: approval,
  }) as never;
}

function answerOf(onReject: RejectPolicy | undefined): JsonObject {
  const decisions = onReject === "go-on" ? ["approved", "rejected"] : ["approved"];
  return objectOf({
    decision: { type: "string", enum: decisions },
    by: { anyOf: [text, { type: "null" }] },
    claimed: { type: "boolean" },
    reason: text,
    at: text,
  });
}
