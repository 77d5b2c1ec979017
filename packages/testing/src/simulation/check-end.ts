/** What has to be so once nothing goes wrong any more: every run ended and archived, every log line there, nothing left over. */
import { insist } from "./clients.ts";
import type { CommittedRun } from "./committed-run.ts";
import { statePrefix } from "./etcd-state-store.ts";
import type { Simulation } from "./simulation.ts";
import { expectedBest, isFunction, linesOf, tasksOfRun } from "./workload.ts";

const lookEveryMs = 1000;

/** Waits for the end, which the caller bounds, and then judges. */
export async function checkEnd(simulation: Simulation): Promise<void> {
  const runs = [...simulation.judge.runs.values()];
  await until(simulation, () => runs.every(({ ended }) => ended !== null));
  await until(simulation, () => isTidy(simulation));
  for (const run of runs) await checkRun(simulation, run);
}

async function until(simulation: Simulation, holds: () => boolean): Promise<void> {
  while (!holds()) await simulation.pass(lookEveryMs);
}

/** No attempt and no process is left anywhere, no device is leased, and nothing of a run is in the store. */
function isTidy(simulation: Simulation): boolean {
  const { agentNames, etcd } = simulation;
  const isIdle = agentNames.every((name) => {
    const { attempts, devices } = simulation.agent(name);
    return attempts.size === 0 && devices.views().every(({ leasedTo }) => leasedTo === null);
  });
  const isQuiet = agentNames.every((name) => simulation.machine(name).running === 0);
  return isIdle && isQuiet && etcd.range(`${statePrefix}runs/`, undefined, 1).length === 0;
}

async function checkRun(simulation: Simulation, run: CommittedRun): Promise<void> {
  const { runId } = run;
  const { judge } = simulation;
  const { header } = await insist(simulation, (engine) => engine.runs.get(runId));
  if (header.sequence !== run.sequence)
    judge.violate(`I1: ${runId} has ${run.sequence} events written and ${header.sequence} in the archive`);
  const { start } = header.params as { readonly start: number };
  const isCancelled = header.requestId === "cancelled";
  if (header.status !== "succeeded" && !(isCancelled && header.status === "cancelled"))
    judge.violate(`${runId} ended as ${header.status}: ${JSON.stringify(header.failure)}`);
  if (header.status !== "succeeded") return;
  const best = expectedBest(start);
  if (JSON.stringify(header.outputs) !== JSON.stringify({ best }))
    judge.violate(`${runId} yields ${JSON.stringify(header.outputs)} in place of ${best}`);
  if (run.counted.size !== tasksOfRun) judge.violate(`I2: ${runId} counts ${run.counted.size} of ${tasksOfRun} tasks`);
  for (const [task, attempt] of run.counted) await checkLog(simulation, runId, task, attempt);
}

/**
 * I4: every line of the attempt that counts, once, in order. What a function printed last may have died with its agent;
 * then as many bytes are counted as missing.
 */
async function checkLog(simulation: Simulation, runId: string, task: string, attempt: number): Promise<void> {
  const query = { runId, task, attempt, streams: ["stdout"], from: {}, follow: false } as const;
  const kept = await insist(simulation, async (engine) => {
    let text = "";
    for await (const { data, gap } of engine.runs.logs(query, new AbortController().signal))
      text += "?".repeat(gap) + Buffer.from(data).toString();
    return text;
  });
  const printed = linesOf({ task, attempt }).join("");
  const known = kept.replace(/\?+$/, "");
  const isComplete = isFunction(task) ? kept.length === printed.length && printed.startsWith(known) : kept === printed;
  if (!isComplete)
    simulation.judge.violate(
      `I4: ${runId} ${task} ${attempt} printed ${JSON.stringify(printed)}, kept ${JSON.stringify(kept)}`,
    );
}
