/** One seed from its beginning to its end: runs are submitted, faults come and go, and then everything has to be well. */
import { SeededEntropy } from "@troupe/engine/adapters";
import { checkEnd } from "./check-end.ts";
import { applyPipeline, cancel, submit } from "./clients.ts";
import { type Planned, plan } from "./faults.ts";
import { Simulation } from "./simulation.ts";
import { tasksOfRun, type Workload } from "./workload.ts";

export interface SeedReport {
  readonly seed: number;
  /** Empty if every promise was kept. */
  readonly violations: readonly string[];
  /** Of everything that was witnessed: the same for the same seed. */
  readonly fingerprint: string;
  readonly tasks: number;
  readonly starts: number;
  readonly events: number;
  readonly elections: number;
  readonly faults: readonly string[];
  /** Of the virtual clock, in ms. */
  readonly tookMs: number;
  readonly story: readonly string[];
}

/** Runs that have to succeed, and one that is cancelled on its way. */
const runsOfSeed = 4;
/** Within which everything ends once nothing goes wrong any more. */
const graceMs = 900_000;

export async function runSeed(seed: number, workload?: Workload): Promise<SeedReport> {
  const simulation = await Simulation.start(workload === undefined ? { seed } : { seed, workload });
  const { judge, clock } = simulation;
  const planned = plan(new SeededEntropy(seed * 31 + 7));
  let isOver = false;
  const story = tell(simulation, planned).then(() => checkEnd(simulation));
  const done = (): void => {
    isOver = true;
  };
  story.then(done, (error: unknown) => {
    judge.violate(error instanceof Error ? (error.stack ?? error.message) : String(error));
    done();
  });
  const faultsMs = planned.reduce((sum, { afterMs, lastsMs }) => sum + afterMs + 2 * lastsMs, 0);
  await clock.runUntil(() => isOver || judge.violations.length > 0, faultsMs + graceMs);
  if (!isOver && judge.violations.length === 0) judge.violate(`not everything ended: ${unfinished(simulation)}`);
  return {
    seed,
    violations: judge.violations,
    fingerprint: judge.fingerprint,
    tasks: (runsOfSeed + 1) * tasksOfRun,
    starts: judge.starts,
    events: judge.events,
    elections: judge.terms.length,
    faults: planned.map(({ name }) => name),
    tookMs: clock.monotonic(),
    story: judge.story,
  };
}

async function tell(simulation: Simulation, planned: readonly Planned[]): Promise<void> {
  await applyPipeline(simulation);
  const clients = Array.from({ length: runsOfSeed }, async (_, index) => {
    await simulation.pass(simulation.luck.random() * 6000);
    await submit(simulation, `request-${index}`, index);
  });
  const cancelled = cancelOnItsWay(simulation);
  const faults: Promise<void>[] = [];
  for (const { name, fault, afterMs, lastsMs } of planned) {
    await simulation.pass(afterMs);
    simulation.judge.note(`fault: ${name} for ${lastsMs.toFixed(0)} ms`);
    faults.push(fault(simulation, lastsMs));
  }
  await Promise.all([...faults, ...clients, cancelled]);
  simulation.judge.note("no more faults");
}

async function cancelOnItsWay(simulation: Simulation): Promise<void> {
  await simulation.pass(2000);
  const runId = await submit(simulation, "cancelled", 100);
  await simulation.pass(3000 + simulation.luck.random() * 6000);
  await cancel(simulation, runId);
}

function unfinished({ judge }: Simulation): string {
  const open = [...judge.runs.values()].filter(({ ended }) => ended === null).map(({ runId }) => runId);
  return open.length === 0 ? "every run has ended, but not everything is put away" : `runs ${open.join(", ")}`;
}
