/** Finds out, once, how well this machine lets an agent end what it started. Nothing is believed that was not tried. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TroupeError } from "@troupe/core";
import { attemptPrefix, groundPrefix, leaveGrounds, makeGround } from "./cgroup-ground.ts";
import { CgroupTree, homeName } from "./cgroup-tree.ts";
import { cgroupsOfThisProcess } from "./own-cgroups.ts";
import { ProcessTable } from "./process-table.ts";
import type { Isolation, Tier } from "./process-tree.ts";
import { ScannedTree } from "./scanned-tree.ts";

export interface IsolationOptions {
  /** Of the agent, with its state folder: see isolationName. Agents that share a machine keep apart by it. */
  readonly name: string;
  /** This tier and no other. Default: the best that can be had. */
  readonly tier?: Tier;
}

/** Where groups can be made. */
interface Ground {
  readonly tier: 1 | 2;
  readonly reason: string;
  /** Folder of the v2 group that holds those of the attempts. */
  readonly unified: string;
  /** The same in a v1 memory hierarchy. */
  readonly memory: string | null;
}

/**
 * Two agents with one id are a mistake that the coordinator settles. SAFETY: on one machine neither may clear away the
 * groups of the other; a state folder has one agent at a time.
 */
export function isolationName(agentId: string, stateDir: string): string {
  return `${agentId} ${realpathSync(stateDir)}`;
}

/** Throws TroupeError(fatal, "ISOLATION_UNAVAILABLE") if the tier that was asked for cannot be had. */
export function detectIsolation({ name, tier }: IsolationOptions): Isolation {
  if (tier === 3) return scanning("it was asked for");
  const found = process.platform === "linux" ? findGround(`${groundPrefix}${slug(name)}`, tier) : "this is no Linux";
  if (typeof found !== "string") return grouping(found);
  if (tier === undefined) return scanning(found);
  throw new TroupeError(`isolation tier ${tier} cannot be had on this machine: ${found}`, {
    code: "ISOLATION_UNAVAILABLE",
    reaction: "fatal",
  });
}

function scanning(reason: string): Isolation {
  const table = new ProcessTable();
  const find: Isolation["find"] = (attemptId, supervisor, groups) => {
    const [unified, ...rest] = groups;
    // Planted by an agent that could do better.
    if (unified !== undefined) return new CgroupTree(supervisor.pid, [unified, ...rest]);
    return new ScannedTree(attemptId, supervisor, table, false);
  };
  const plant: Isolation["plant"] = (attemptId, supervisor) => new ScannedTree(attemptId, supervisor, table, true);
  return { tier: 3, reason, homes: [], plant, find, leave: async () => {} };
}

function grouping({ tier, reason, unified, memory }: Ground): Isolation {
  const roots = memory === null ? ([unified] as const) : ([unified, memory] as const);
  const { find } = scanning(reason);
  return {
    tier,
    reason,
    homes: roots.map((root) => join(root, homeName)),
    plant: (attemptId, supervisor, memoryBytes) => {
      const name = groupName(attemptId);
      const tree = new CgroupTree(supervisor.pid, [
        join(unified, name),
        ...(memory === null ? [] : [join(memory, name)]),
      ]);
      tree.make(memoryBytes);
      return tree;
    },
    find,
    leave: () => leaveGrounds(roots),
  };
}

/** Or why there is none. */
function findGround(name: string, wanted: Tier | undefined): Ground | string {
  const own = cgroupsOfThisProcess();
  if (own.unified === null) return "cgroup v2 is not mounted";
  const unified = prepare(groundIn(own.unified, name));
  if (unified === null) return `${own.unified} cannot be written to`;
  if (!existsSync(join(unified, homeName, "cgroup.kill"))) return "this kernel has no cgroup.kill (it came with 5.14)";
  if (wanted !== 2) {
    const obstacle = enableMemory(unified);
    if (obstacle === null) return { tier: 1, reason: "cgroup v2 with memory controller", unified, memory: null };
    if (wanted === 1) return obstacle;
  }
  const memory = own.memory === null ? null : prepare(join(own.memory, name));
  const reason = memory === null ? "cgroup v2 has no memory controller here" : "the memory controller is on cgroup v1";
  return { tier: 2, reason, unified, memory };
}

/** Where systemd puts the agent with `DelegateSubgroup=agent`: the group around it is ours, and has no processes. */
const delegatedSubgroup = "agent";

function groundIn(own: string, name: string): string {
  return join(basename(own) === delegatedSubgroup ? dirname(own) : own, name);
}

function prepare(ground: string): string | null {
  return makeGround(ground) ? ground : null;
}

/** Null if groups of attempts count memory from now on; else why they do not. */
function enableMemory(ground: string): string | null {
  for (const group of [dirname(ground), ground]) {
    const has = readFileSync(join(group, "cgroup.controllers"), "latin1").split(/\s+/).includes("memory");
    if (!has) return `${group} has no memory controller`;
    try {
      writeFileSync(join(group, "cgroup.subtree_control"), "+memory");
    } catch {
      return `${group} has processes of its own, so that its memory cannot be divided (DelegateSubgroup=agent)`;
    }
  }
  return null;
}

function groupName(attemptId: string): string {
  return `${attemptPrefix}${slug(attemptId)}`;
}

/** Readable, a legal file name, and its own for each text. */
function slug(text: string): string {
  const readable = text.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, 120);
  return `${readable}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
}
