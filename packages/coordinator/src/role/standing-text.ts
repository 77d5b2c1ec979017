/** What probes and logs say, in words. */
import type { StoreView } from "../cluster/cluster-view.ts";
import type { Standing } from "./role.ts";

export function standingText({ term, leader }: Standing): string {
  if (term !== null) return `leads, term ${term}`;
  if (leader === undefined) return "follows; nobody is known to lead";
  return `follows ${leader.name}${leader.address === null ? "" : ` at ${leader.address}`}, term ${leader.term}`;
}

/** A line, where there is something to say. */
export function storeText({ kind, state }: StoreView): readonly string[] {
  if (state === "ok") return [];
  if (state === "unreachable") return [`${kind} does not answer`];
  if (state === "filling") return ["store filling: takes no new runs"];
  return ["store full: takes no writes until space is reclaimed (troupe reclaim)"];
}
