/** In which cgroups this process is, as folders. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

export interface OwnCgroups {
  /** Folder of its cgroup v2 group; null if v2 is not mounted, or mounted so that the group cannot be seen. */
  readonly unified: string | null;
  /** Folder of its group in a v1 hierarchy with the memory controller. */
  readonly memory: string | null;
}

export function cgroupsOfThisProcess(): OwnCgroups {
  return readCgroups(readFileSync("/proc/self/cgroup", "utf8"), readFileSync("/proc/self/mountinfo", "utf8"));
}

/** From the texts of /proc/self/cgroup and /proc/self/mountinfo (man 7 cgroups, man 5 proc). */
export function readCgroups(cgroup: string, mountinfo: string): OwnCgroups {
  let unified: string | null = null;
  let memory: string | null = null;
  for (const line of mountinfo.split("\n")) {
    const [left, right] = line.split(" - ");
    const [, , , root, mountPoint] = left?.split(" ") ?? [];
    const [type, , options] = right?.split(" ") ?? [];
    if (root === undefined || mountPoint === undefined) continue;
    if (type === "cgroup2") unified ??= folderOf(pathIn(cgroup, ""), root, mountPoint);
    if (type === "cgroup" && options?.split(",").includes("memory")) {
      memory ??= folderOf(pathIn(cgroup, "memory"), root, mountPoint);
    }
  }
  return { unified, memory };
}

/** A line is `ID:CONTROLLERS:PATH`; that of v2 has no controllers. */
function pathIn(cgroup: string, controller: string): string | undefined {
  for (const line of cgroup.split("\n")) {
    const [, controllers, ...path] = line.split(":");
    if (controllers?.split(",").includes(controller)) return path.join(":");
  }
  return undefined;
}

/** A container may see its part of the hierarchy only: `root` is what of the hierarchy is mounted. */
function folderOf(path: string | undefined, root: string, mountPoint: string): string | null {
  if (path === undefined) return null;
  const below = relative(root, path);
  return below.startsWith("..") ? null : join(mountPoint, below);
}
