/** A standing in words, for probes and logs. */
import type { Standing } from "./role.ts";

export function standingText({ term, leader }: Standing): string {
  if (term !== null) return `leads, term ${term}`;
  if (leader === undefined) return "follows; nobody is known to lead";
  return `follows ${leader.name}${leader.address === null ? "" : ` at ${leader.address}`}, term ${leader.term}`;
}
