/** What must hold when the last fault is over. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { eventually, type Workbench } from "@troupe/testing/process";
import type { Cluster } from "../support/cluster.ts";
import { type Ledger, persistently } from "../support/ledger.ts";
import { commandOf } from "../support/processes.ts";
import type { Workload } from "./run-workload.ts";
import { problemsOf } from "./workload.ts";

/** What finished runs leave in the coordinator's live stores: records of requests, and room that is used again. */
const liveBytesLimit = 64 * 2 ** 20;

/** Runs that are read at the same time, as a few clients would. */
const atOnce = 20;

/** Longer than lostAfter, for what was lost for good. */
const patienceMs = 150_000;

export async function finalProblems(
  bench: Workbench,
  cluster: Cluster,
  ledger: Ledger,
  workload: Workload,
): Promise<readonly string[]> {
  await workload.allEnded(patienceMs);
  return [
    ...workload.refused.map((why) => `a client gave up: ${why}`),
    ...(await ofRuns(ledger, workload)),
    ...(await ofLists(cluster, workload)),
    ...(await ofRest(cluster)),
    ...(await ofEnd(bench, cluster)),
  ];
}

async function ofRuns(ledger: Ledger, { acknowledged }: Workload): Promise<readonly string[]> {
  const problems: string[] = [];
  for (let start = 0; start < acknowledged.length; start += atOnce) {
    const found = acknowledged.slice(start, start + atOnce).map(async ({ piece, run }) => {
      const wrong = await persistently(() => problemsOf(piece, run, ledger)).catch((error: unknown) => [String(error)]);
      return wrong.map((problem) => `${run.id}: ${problem}`);
    });
    problems.push(...(await Promise.all(found)).flat());
  }
  return problems;
}

/** Each acknowledged run is there, and no request has made two. */
async function ofLists(cluster: Cluster, { acknowledged }: Workload): Promise<readonly string[]> {
  const listed = await cluster.client.runs({ limit: 10_000 });
  const known = new Set(listed.map(({ id }) => id));
  const lost = acknowledged.filter(({ run }) => !known.has(run.id));
  return [
    ...lost.map(({ run }) => `${run.id} was acknowledged, and is not in the list`),
    ...(known.size > acknowledged.length ? [`${known.size} runs of ${acknowledged.length} requests`] : []),
  ];
}

/** With nothing left to do nothing is kept for it. */
async function ofRest({ client, agentFolder, coordinator }: Cluster): Promise<readonly string[]> {
  const attempts = join(agentFolder, "state", "attempts");
  const within = { withinMs: 60_000, everyMs: 250 };
  const problems: string[] = [];
  const held = eventually(
    () => client.agents(),
    (agents) => agents.every((agent) => agent.attempts.length === 0 && agent.state === "ready"),
    within,
  );
  await held.catch((error: unknown) => void problems.push(`the agent holds attempts still: ${error}`));
  const working = eventually(
    () => foldersIn(attempts).filter(({ isKept }) => !isKept),
    (found) => found.length === 0,
    within,
  );
  await working.catch((error: unknown) => void problems.push(`folders of attempts that are over are left: ${error}`));
  // Every run has ended: logs that are kept for the archive go once the agent has asked, and heard that they are in it.
  const kept = eventually(
    () => foldersIn(attempts),
    (found) => found.length === 0,
    within,
  );
  await kept.catch((error: unknown) => void problems.push(`logs are kept of runs that are in the archive: ${error}`));
  const live = eventually(
    () => liveBytes(coordinator.dataDir),
    (bytes) => bytes < liveBytesLimit,
    within,
  );
  await live.catch((error: unknown) => void problems.push(`the live stores are too large: ${error}`));
  return problems;
}

/** With those of runs that have no attempts; `isKept`: for its logs alone. */
function foldersIn(attempts: string): readonly { readonly folder: string; readonly isKept: boolean }[] {
  return namesIn(attempts).flatMap((run) => {
    const tasks = namesIn(join(attempts, run));
    if (tasks.length === 0) return [{ folder: run, isKept: false }];
    return tasks.map((task) => ({
      folder: join(run, task),
      isKept: existsSync(join(attempts, run, task, "retained")),
    }));
  });
}

/** None of what has just been removed. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** All but the archive, which keeps what happened for good. */
export function liveBytes(dataDir: string): number {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(dataDir, "archive")))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Both leave when they are told, and nothing stays behind. */
async function ofEnd(bench: Workbench, cluster: Cluster): Promise<readonly string[]> {
  const problems: string[] = [];
  const { process: coordinator } = cluster.coordinator;
  for (const [who, child] of [["agent", cluster.agent] as const, ["coordinator", coordinator] as const]) {
    const { code, signal } = await child.stop();
    if (code !== 0) problems.push(`the ${who} ended with ${code ?? signal} when it was told to stop`);
  }
  const left = eventually(
    () => bench.processes().map((pid) => `${pid} ${commandOf(pid)}`),
    (found) => found.length === 0,
  );
  await left.catch((error: unknown) => void problems.push(`processes are left behind: ${error}`));
  return problems;
}
