import type { TroupeError } from "@troupe/core";
import { notLeader } from "../not-leader.ts";

/** The leader knows, and this coordinator does not yet, or not any more. */
export function notReadHere(runId: string): TroupeError {
  return notLeader(
    `This coordinator follows, and the feed has not brought it all of run ${runId} yet. Ask the leader.`,
  );
}
