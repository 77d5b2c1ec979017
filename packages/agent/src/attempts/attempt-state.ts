/**
 * One attempt, as its agent sees it.
 *
 *  offer ─▶ preparing ─ prepared ─▶ prepared ─ grant ─▶ starting ─▶ running ─ exit ─▶ finishing ─▶ ended ─ ack ─▶ closing ─▶ forgotten
 *              │  ▲                    ▲
 *              └──┴─ grant: kept ──────┘          failed, cancelled or stopped before the start: ended at once
 *
 * The claim leaves as soon as the offer is taken, so that authority and inputs are waited for side by side. That is
 * sound because a claim asks and does nothing, preparing has no effect outside this machine's caches, and starting needs
 * both. A preparation that fails after the grant is an attempt that ended with `error`.
 *
 * Invariants: nothing starts without a grant (and only once); what was superseded is never reported; an outcome, once
 * there, never changes; a process is stopped only for limits that its own step has set, or because a
 * coordinator said so.
 */
import type { Failure, RuleFiring } from "@troupe/core";
import type { Exit } from "../ports/executor.ts";
import type { Outcome } from "./outcome.ts";

export type AttemptState =
  | { readonly status: "preparing"; readonly granted: boolean }
  /** Waits for the grant. */
  | { readonly status: "prepared" }
  | { readonly status: "starting"; readonly stop: Stop | null }
  | { readonly status: "running"; readonly stop: Stop | null }
  /** Its process is gone; outputs are read and uploaded. */
  | { readonly status: "finishing"; readonly exit: Exit; readonly stop: Stop | null }
  /** Reported again and again until the coordinator has it. */
  | { readonly status: "ended"; readonly outcome: Outcome }
  /** Nothing more to report; the rest of its logs and metrics is on its way. */
  | { readonly status: "closing" }
  | { readonly status: "forgotten" };

/** Why an attempt was told to end. The first reason stands, but that being superseded overrides all. */
export type Stop =
  | { readonly reason: "cancelled"; readonly message: string }
  | { readonly reason: "timeout" }
  /** It made no progress for too long. */
  | { readonly reason: "stalled"; readonly idleMs: number; readonly isFinal: boolean }
  /** A rule about its metrics: to stop counts as if it had ended by itself. */
  | { readonly reason: "rule"; readonly action: "stop" | "fail"; readonly message: string }
  /** The agent stops, and this attempt cannot live without it. */
  | { readonly reason: "agent-stopping" }
  /** Somebody else's, or nobody's, by now: its result is of no interest. */
  | { readonly reason: "superseded" };

/** What each status means to the outside. `held`: how the Hello lists it. `occupies`: takes room on this machine. */
export const attemptStatuses = {
  preparing: { held: "preparing", occupies: true },
  prepared: { held: "preparing", occupies: true },
  starting: { held: "running", occupies: true },
  running: { held: "running", occupies: true },
  finishing: { held: "running", occupies: true },
  ended: { held: "ended", occupies: false },
  closing: { held: null, occupies: false },
  forgotten: { held: null, occupies: false },
} as const satisfies Record<
  AttemptState["status"],
  { held: "preparing" | "running" | "ended" | null; occupies: boolean }
>;

export type AttemptInput =
  | { readonly type: "Prepared" }
  | { readonly type: "PreparationFailed"; readonly failure: Failure }
  | { readonly type: "Granted" }
  | { readonly type: "Refused" }
  | { readonly type: "Superseded" }
  | { readonly type: "CancelRequested"; readonly message: string }
  | { readonly type: "TimeIsUp" }
  | { readonly type: "Stalled"; readonly idleMs: number; readonly isFinal: boolean }
  | { readonly type: "RuleFired"; readonly firing: RuleFiring }
  | { readonly type: "AgentStopping" }
  | { readonly type: "Started" }
  | { readonly type: "StartFailed"; readonly failure: Failure }
  | { readonly type: "Exited"; readonly exit: Exit }
  | { readonly type: "Finished"; readonly outcome: Outcome }
  | { readonly type: "ResultAcknowledged" }
  /** Every byte and point is durable at a coordinator. */
  | { readonly type: "Shipped" };

/** Carried out in order, right after the state has changed. */
export type AttemptEffect =
  | { readonly effect: "AbortPreparation" }
  | { readonly effect: "StartExecution" }
  | { readonly effect: "ReportRunning" }
  /** Checkpoints and rules that fired, all that there are. */
  | { readonly effect: "ReportNote" }
  | { readonly effect: "StopExecution"; readonly stop: Stop }
  /** Reads what the process left and answers with `Finished`. */
  | { readonly effect: "CollectOutcome"; readonly exit: Exit; readonly stop: Stop | null }
  | { readonly effect: "AbortCollecting" }
  | { readonly effect: "ReportResult" }
  /** Closes the streams and answers with `Shipped` once they are durable. */
  | { readonly effect: "ShipTheRest" }
  | { readonly effect: "Forget" };
