/** Which records came before the run's end, or a stop around them, and which after. */
import { type Instance, isInStopped } from "./instances.ts";
import type { RunState, Since } from "./run-state.ts";

/** SAFETY: a restart tells by it what came before an end or a stop, and what after: they close what is open by then. */
export function sinceOf(
  { header }: RunState,
  instance: Instance,
  before: { readonly since?: Since } | undefined,
): { readonly since?: Since } {
  const isLate = before === undefined ? header.finalizing != null : before.since?.includes("end") === true;
  const isStopped = isInStopped(instance);
  if (!isLate && !isStopped) return {};
  return { since: [...(isLate ? (["end"] as const) : []), ...(isStopped ? (["stop"] as const) : [])] };
}
