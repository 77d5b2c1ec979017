/** Cgroups as folders, in either version. The kernel removes none in which something lives. */
import { readdirSync, readFileSync, rmdirSync, watch } from "node:fs";
import { join } from "node:path";

/** The group itself first, then what is in it, outermost first; none if it is not there. */
function groupsIn(group: string): string[] {
  let entries: readonly string[];
  try {
    entries = readdirSync(group, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
  return [group, ...entries.flatMap((name) => groupsIn(join(group, name)))];
}

/** What lives in a group, and in the groups in it. */
export function processesIn(group: string): number[] {
  return groupsIn(group)
    .flatMap((each) => readGroupFile(each, "cgroup.procs").split("\n"))
    .filter((pid) => pid !== "")
    .map(Number);
}

/** Removes a group that has no processes, with the groups that a program may have made in it. False if some of it stays. */
export function removeGroup(group: string): boolean {
  return groupsIn(group)
    .reverse()
    .every((each) => tryTo(() => rmdirSync(each)));
}

/** Of a cgroup v2 group: the kernel says when the last process of it and of the groups in it has ended. */
export async function isEmptyWithin(group: string, ms: number): Promise<boolean> {
  const isEmpty = () => !readGroupFile(group, "cgroup.events").includes("populated 1");
  if (isEmpty()) return true;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const watcher = watch(join(group, "cgroup.events"), () => isEmpty() && resolve());
  watcher.on("error", () => resolve());
  // It may have become empty before the watch was there.
  if (isEmpty()) resolve();
  await promise;
  clearTimeout(timer);
  watcher.close();
  return isEmpty();
}

/** Empty if it is not there. */
export function readGroupFile(group: string, name: string): string {
  try {
    return readFileSync(join(group, name), "latin1");
  } catch {
    return "";
  }
}

/** False if it threw. */
export function tryTo(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
