/** How an attempt ended, as it is reported to the coordinator. */
import type { Digest, ExitClass, Phases, StreamLengths } from "@troupe/core";

export interface AttemptResult {
  readonly exitClass: ExitClass;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** From docs/errors.md; empty on success. */
  readonly code: string;
  readonly message: string;
  /** The output as JSON, artifacts by digest; null if there is none, or if it lies in the archive. */
  readonly outputJson: string | null;
  readonly outputDigest: Digest | null;
  readonly lengths: StreamLengths;
  readonly phases: Phases;
}
