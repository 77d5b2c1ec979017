/** The refusal of a coordinator that does not lead, or no longer. The api adds where the leader is. */
import { TroupeError } from "@troupe/core";

export function notLeader(message = "This coordinator leads no more. Ask the leader."): TroupeError {
  return new TroupeError(message, { code: "NOT_LEADER", reaction: "step-down" });
}
