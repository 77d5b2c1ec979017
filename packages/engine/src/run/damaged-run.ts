/** A live run whose records cannot be read: nobody decides for it, and nothing is taken from it. */
import { TroupeError } from "@troupe/core";

export function damagedRun(runId: string, cause: unknown): TroupeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TroupeError(
    `Run ${runId} cannot be read from the store (${why}). It is left as it is, and what it has with agents goes on; restore its records from a backup and start the coordinator again.`,
    { code: "RUN_DAMAGED", reaction: "reject", details: { runId }, cause },
  );
}
