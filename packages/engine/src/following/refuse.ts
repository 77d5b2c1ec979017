import { notLeader } from "../not-leader.ts";

/** What only the leader may do. */
export async function refuse(): Promise<never> {
  throw notLeader("This coordinator follows. Ask the leader.");
}
