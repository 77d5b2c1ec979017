import type { Refusal } from "../call-error.ts";

/** What comes down the one stream, one for each server-sent event (docs/api.md). */
export type StreamEvent =
  | { readonly stream: string; readonly id?: string; readonly message: unknown }
  | { readonly stream: string; readonly failure: Refusal }
  | { readonly stream: string; readonly end: true };

/** One entry of the request's `streams`. */
export interface StreamRequest {
  readonly id: string;
  /** "troupe.v1.RunService/WatchRun". */
  readonly method: string;
  readonly request: unknown;
  readonly lastEventId?: string;
}

/** `broken`: it was there, or should be, and is tried again. */
export type LinkStatus = "idle" | "connecting" | "open" | "broken";
