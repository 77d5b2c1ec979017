/**
 * What coordinators tell each other in passing. A hint may be lost, late or repeated: whoever hears none is no wiser, and
 * nothing is wrong by it.
 */
import type { ProgressView } from "../engine.ts";
import type { AttemptKey } from "./telemetry-store.ts";

export interface Hints {
  /** To all coordinators of the cluster but this one. Never waits. */
  tell(hint: Hint): void;
  /** What another coordinator told. Returns the way to stop. */
  listen(call: (hint: Hint) => void): () => void;
}

export type Hint =
  /** An agent that reports to the teller said how far a task is. */
  | ({ readonly type: "progress"; readonly progress: ProgressView } & AttemptKey)
  /** It is live no more, and read from the archive. */
  | { readonly type: "sealed"; readonly runId: string }
  /** Runs were removed, and there is a note of it. */
  | { readonly type: "removed" };
