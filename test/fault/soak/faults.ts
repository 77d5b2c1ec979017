/** What happens to coordinator and agent. Each ends with both of them as they should be. */
import { setTimeout as pause } from "node:timers/promises";
import type { Workbench } from "@troupe/testing/process";
import type { Cluster } from "../support/cluster.ts";
import { environmentOf } from "../support/processes.ts";
import type { SettableClock } from "../support/settable-clock.ts";
import type { SmallDisk } from "../support/small-disk.ts";

/** An integer below the limit, from the seed. */
export type Draw = (limit: number) => number;
export type Fault = (draw: Draw) => Promise<void>;

export interface Victims {
  readonly bench: Workbench;
  readonly cluster: Cluster;
  /** Undefined where the soak may not mount any. */
  readonly disks?: { readonly coordinator: SmallDisk; readonly agent: SmallDisk };
  /** Undefined where there is no libfaketime. */
  readonly clock?: SettableClock;
}

const failpoints = {
  coordinator: [
    "batch-before-commit",
    "batch-committed",
    "grant-committed",
    "result-committed",
    "feed-appended",
    "telemetry-flushed",
    "seal-linked",
    "seal-feed-dropped",
  ],
  agent: ["ledger-before-write", "ledger-written", "process-started", "outcome-collected"],
} as const;

/** By name, which is how the soak's table counts them. */
export function faultsOf({ bench, cluster, disks, clock }: Victims): ReadonlyMap<string, Fault> {
  return new Map<string, Fault>([
    ["kill -9 coordinator", (draw) => kill(cluster, ["coordinator"], draw)],
    ["kill -9 agent", (draw) => kill(cluster, ["agent"], draw)],
    ["kill -9 both", (draw) => kill(cluster, ["coordinator", "agent"], draw)],
    ["stop both", () => stop(cluster)],
    ["coordinator stands still", (draw) => hold(cluster.coordinator.process, draw)],
    ["agent stands still", (draw) => hold(cluster.agent, draw)],
    ["coordinator dies at a line", (draw) => coordinatorDiesAtLine(cluster, draw)],
    ["agent dies at a line", (draw) => agentDiesAtLine(cluster, draw)],
    ["kill -9 an attempt or a worker", (draw) => killAttempt(bench, draw)],
    ...onDisks(disks),
    ...onClock(clock),
  ]);
}

function onDisks(disks: Victims["disks"]): readonly (readonly [string, Fault])[] {
  if (disks === undefined) return [];
  return [
    ["disk full: coordinator", (draw) => fill(disks.coordinator, draw)],
    ["disk full: agent", (draw) => fill(disks.agent, draw)],
  ];
}

function onClock(clock: Victims["clock"]): readonly (readonly [string, Fault])[] {
  if (clock === undefined) return [];
  return [
    ["clock an hour forward", (draw) => jump(clock, 3600, draw)],
    ["clock an hour back", (draw) => jump(clock, -3600, draw)],
  ];
}

async function kill(cluster: Cluster, who: readonly ("coordinator" | "agent")[], draw: Draw): Promise<void> {
  await Promise.all(who.map((each) => cluster[each].kill9()));
  await pause(draw(3000));
  if (who.includes("coordinator")) await cluster.restartCoordinator();
  if (who.includes("agent")) await cluster.startAgent();
}

async function stop(cluster: Cluster): Promise<void> {
  await Promise.all([cluster.coordinator.stop(), cluster.agent.stop()]);
  await cluster.restartCoordinator();
  await cluster.startAgent();
}

async function hold(child: { pause(): void; resume(): void }, draw: Draw): Promise<void> {
  child.pause();
  await pause(1000 + draw(9000));
  child.resume();
}

async function coordinatorDiesAtLine(cluster: Cluster, draw: Draw): Promise<void> {
  await cluster.restartCoordinator(`${one(failpoints.coordinator, draw)}:kill:${1 + draw(10)}`);
  await Promise.race([cluster.coordinator.process.ended, pause(8000)]);
  await cluster.restartCoordinator();
}

async function agentDiesAtLine(cluster: Cluster, draw: Draw): Promise<void> {
  await cluster.agent.kill9();
  const env = { TROUPE_FAILPOINT: `${one(failpoints.agent, draw)}:kill:${1 + draw(5)}` };
  await cluster.startAgent(env).catch((error: unknown) => {
    // It may well die of what it took over, before it has joined.
    if (cluster.agent.isRunning) throw error;
  });
  const doomed = cluster.agent;
  await Promise.race([doomed.ended, pause(8000)]);
  await doomed.kill9();
  await cluster.startAgent();
}

/** What somebody's `kill` or the kernel might do to a step. */
async function killAttempt(bench: Workbench, draw: Draw): Promise<void> {
  const found = bench.processes().filter((pid) => environmentOf(pid).includes("TROUPE_ATTEMPT_ID="));
  const pid = found[draw(Math.max(1, found.length))];
  if (pid !== undefined) process.kill(pid, "SIGKILL");
}

async function fill(disk: SmallDisk, draw: Draw): Promise<void> {
  disk.fill();
  await pause(2000 + draw(5000));
  disk.clear();
}

async function jump(clock: SettableClock, seconds: number, draw: Draw): Promise<void> {
  clock.set(seconds);
  await pause(3000 + draw(7000));
  clock.set(0);
}

function one<T>(of: readonly T[], draw: Draw): T {
  const chosen = of[draw(of.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}
