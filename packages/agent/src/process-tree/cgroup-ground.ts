/**
 * An agent's own cgroup, in one hierarchy: in it the groups of its attempts, and the one in which its launcher and the lanes
 * live that run nothing.
 */
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { homeName } from "./cgroup-tree.ts";
import { isEmptyWithin, processesIn, removeGroup, tryTo } from "./cgroups.ts";

export const groundPrefix = "troupe-";
export const attemptPrefix = "attempt-";

/** How long a ground in which nothing lives stays: whoever made it may be about to start its launcher. */
const strangersStayMs = 3_600_000;
/** How long lanes that were told to end may take. */
const leaveWithinMs = 2000;

/** Makes it, and clears what earlier agents left and nothing lives in, of this name and of others. False if it cannot be. */
export function makeGround(ground: string): boolean {
  if (!tryTo(() => mkdirSync(join(ground, homeName), { recursive: true }))) return false;
  // The kernel need not remember when a group was made, unless it was told.
  tryTo(() => utimesSync(ground, new Date(), new Date()));
  for (const name of readdirSync(ground)) if (name.startsWith(attemptPrefix)) removeGroup(join(ground, name));
  clearStrangers(ground);
  return true;
}

/** Of agents that were killed and never came back: their state folder is gone, perhaps. */
function clearStrangers(ground: string): void {
  const around = dirname(ground);
  for (const name of readdirSync(around)) {
    const stranger = join(around, name);
    // SAFETY: an agent's launcher lives in its ground for as long as the agent does.
    const isGround = name.startsWith(groundPrefix) && existsSync(join(stranger, homeName));
    if (!isGround || name === basename(ground) || !isOld(stranger)) continue;
    if (processesIn(stranger).length === 0) removeGroup(stranger);
  }
}

function isOld(group: string): boolean {
  const madeAt = statSync(group, { throwIfNoEntry: false })?.mtimeMs;
  return madeAt !== undefined && Date.now() - madeAt > strangersStayMs;
}

/** Removes grounds of an agent that leaves, unless something runs on in them. The first is of cgroup v2. */
export async function leaveGrounds([unified, ...others]: readonly [string, ...string[]]): Promise<void> {
  if (hasAttempts(unified)) return;
  await isEmptyWithin(unified, leaveWithinMs);
  for (const ground of [unified, ...others]) if (processesIn(ground).length === 0) removeGroup(ground);
}

function hasAttempts(ground: string): boolean {
  let names: readonly string[] = [];
  tryTo(() => {
    names = readdirSync(ground);
  });
  return names.some((name) => name.startsWith(attemptPrefix) && processesIn(join(ground, name)).length > 0);
}
