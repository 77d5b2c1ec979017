/** What the world is asked to do because of an event. The engine carries it out once the event is durable. */
import type { Failure } from "./exit.ts";

export type RunEffect =
  | { readonly effect: "QueueTask"; readonly task: string; readonly attempt: number }
  | { readonly effect: "DequeueTask"; readonly task: string; readonly attempt: number }
  /** A hint to the agent; the only effect that may leave along with the commit instead of after it. */
  | { readonly effect: "OfferAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  | { readonly effect: "GrantAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  | {
      readonly effect: "CancelAttempt";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
    }
  | { readonly effect: "AcknowledgeResult"; readonly task: string; readonly attempt: number; readonly agent: string }
  /** The room that the attempt took on its agent is free again. */
  | { readonly effect: "ReleaseAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  | { readonly effect: "WakeAt"; readonly at: number }
  | { readonly effect: "SealRun"; readonly failure: Failure | null };
