/** The way down to the agents. Messages are hints or authority already written; a link that is down loses them, and the agent asks again. */
import type { AttemptSpec } from "../attempt-spec.ts";
import type { AttemptKey } from "./telemetry-store.ts";

export interface AgentLink {
  /**
   * Returns false if the agent cannot be reached now; true promises nothing. `round`: how often this offer was made
   * before, so that it takes another path than the last time.
   */
  send(agentId: string, message: ToAgent, round?: number): boolean;
}

export type ToAgent =
  | { readonly type: "Offer"; readonly key: AttemptKey; readonly term: number; readonly spec: AttemptSpec }
  | { readonly type: "Grant"; readonly key: AttemptKey; readonly term: number }
  | { readonly type: "Refusal"; readonly key: AttemptKey; readonly reason: string }
  | { readonly type: "CancelAttempt"; readonly key: AttemptKey; readonly reason: string }
  | { readonly type: "ResultAck"; readonly key: AttemptKey }
  | { readonly type: "SetDraining"; readonly draining: boolean };
