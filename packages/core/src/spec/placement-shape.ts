/** The parts of a spec that say who runs first and how many at once: do they have the shape that they should? */
import type { Look } from "./look.ts";
import { specLimits } from "./pipeline-spec.ts";

export function checkPipelinePlacement(look: Look, root: Readonly<Record<string, unknown>>): void {
  if (root.priority !== undefined) checkPriority(look, root.priority, "priority");
  if (root.weight !== undefined) look.count(root.weight, "weight", 1, specLimits.weight);
  if (root.maxParallel === undefined) return;
  const fields = look.object(root.maxParallel, "maxParallel", ["run?", "pipeline?"]);
  for (const name of ["run", "pipeline"] as const)
    if (fields?.[name] !== undefined) look.count(fields[name], `maxParallel.${name}`, 1);
}

export function checkStepPlacement(look: Look, limits: Readonly<Record<string, unknown>>, at: string): void {
  if (limits.priority !== undefined) checkPriority(look, limits.priority, `${at}.priority`);
  if (limits.pool === undefined) return;
  const pool = look.object(limits.pool, `${at}.pool`, ["name", "slots"]);
  if (pool === undefined) return;
  look.name(pool.name, `${at}.pool.name`);
  look.count(pool.slots, `${at}.pool.slots`, 1, specLimits.slots);
}

function checkPriority(look: Look, priority: unknown, at: string): void {
  look.count(priority, at, -specLimits.priority, specLimits.priority);
}
