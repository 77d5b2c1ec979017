/** Looking once at something outside that steps wait for. */
import type { JsonObject, PollExecutable } from "@troupe/core";

export interface Look {
  readonly runs: PollExecutable;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** `facts`: what was found, beside the outcome. `seen`: in words, for those who look at what waits. */
export type Sight =
  | { readonly isReady: true; readonly facts: JsonObject; readonly seen: string }
  | { readonly isReady: false; readonly seen: string };

export interface Looker {
  /** Whose patience it takes: only so many looks at one place are under way at once. */
  placeOf(look: Look): string;
  /**
   * Looks once. What cannot be reached now is not ready; a TroupeError(reject) says that it never will be, and fails the
   * attempt with its code.
   */
  look(look: Look, signal: AbortSignal): Promise<Sight>;
}

/** The first row of a query, by column; undefined if there is none. */
export interface RowSource {
  firstRow(query: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined>;
  close(): Promise<void>;
}
