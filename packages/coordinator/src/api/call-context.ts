import type { Caller } from "../access/caller.ts";

/** What a method of the API knows about the call that it answers, whatever transport it came by. */
export interface CallContext {
  /** Aborted when the caller is gone, its deadline has passed, or the coordinator stops. */
  readonly signal: AbortSignal;
  readonly caller: Caller;
  /** A header of the call (gRPC metadata, HTTP header); undefined if absent. Names in lower case. */
  header(name: string): string | undefined;
}
