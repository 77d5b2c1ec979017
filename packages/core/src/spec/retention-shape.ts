/** How long runs are kept, in a spec that a stranger wrote. */
import { retentionLimits } from "../retention/retention-rule.ts";
import type { Look } from "./look.ts";

export function checkRetention(look: Look, retention: unknown): void {
  const fields = look.object(retention, "retention", ["runsForMs?", "runs?", "cacheForMs?"]);
  if (fields === undefined) return;
  for (const name of ["runsForMs", "cacheForMs"] as const)
    if (fields[name] !== undefined) look.count(fields[name], `retention.${name}`, retentionLimits.leastMs);
  if (fields.runs !== undefined) look.count(fields.runs, "retention.runs", 1, retentionLimits.runs);
}
