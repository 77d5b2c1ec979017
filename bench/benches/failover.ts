/**
 * Three coordinators, 1,000 live runs, and the leader ended in the middle: from the signal to the first end of a task, told
 * by its agent, that a successor has committed. Every task writes a line to a ledger on disk, so that nothing is lost or
 * done twice unseen.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { TroupeError } from "@troupe/core";
import type { Bench, Contestant, Goal } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { quantile } from "../measure/statistics.ts";
import { steps } from "../pipelines/failover.ts";
import { type Cluster, startCluster } from "../system/cluster.ts";
import { Commits } from "../system/commits.ts";
import type { Ending } from "../system/coordinators.ts";
import { submitAll } from "./submit-all.ts";

const liveRuns = 1000;
/** Of each repeat: 20 with the five repeats that are the default. */
const trials = 4;
const leaseTtlMs = 5000;
/** Without this everything would wait for ever for what is lost. */
const patienceMs = 120_000;

const endings = [
  { name: "failover kill", signal: "SIGKILL", limitMs: leaseTtlMs + 1000 },
  { name: "failover term", signal: "SIGTERM", limitMs: 200 },
  { name: "failover stop", signal: "SIGSTOP", limitMs: leaseTtlMs + 1000 },
] as const satisfies readonly { name: string; signal: Ending; limitMs: number }[];

export const failover: Bench = {
  name: "failover",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await startCluster(folder, { coordinators: 3 }));
    const load = new Load(cluster, stack.use(await Commits.open(cluster.servers.etcd)), join(folder, "ledger"));
    await cluster.troupe.apply("failover.ts");
    await load.fill();
    await load.settle();
    const opened = stack.move();
    return {
      contestants: endings.map(({ name, signal, limitMs }) => ({
        name,
        durability: "etcd has synced before each grant and each acknowledgement",
        goals: goals(limitMs),
        measure: () => measure(load, signal),
      })) satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

function goals(limitMs: number): readonly Goal[] {
  const none = (figure: Goal["figure"]): Goal => ({ figure, measure: "value", bound: "at most", limit: 0 });
  return [
    { figure: "gap_p50", measure: "value", bound: "at most", limit: limitMs },
    { figure: "gap_p99", measure: "value", bound: "at most", limit: limitMs },
    none("lost"),
    none("duplicated"),
    none("stale_writes"),
  ];
}

async function measure(load: Load, signal: Ending): Promise<Sample> {
  const gaps: number[] = [];
  const live: number[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    await load.fill();
    live.push(load.live);
    gaps.push(await load.endLeader(signal));
  }
  await load.settle();
  return {
    gap_p50: quantile(gaps, 0.5),
    // Of so few that is the worst.
    gap_p99: quantile(gaps, 0.99),
    live_runs: Math.min(...live),
    ...load.tally(),
  };
}

/** Runs that go on while coordinators come and go, and what became of them. */
class Load {
  readonly #cluster: Cluster;
  readonly #commits: Commits;
  readonly #ledger: string;
  readonly #runs: string[] = [];
  #requests = 0;

  constructor(cluster: Cluster, commits: Commits, ledger: string) {
    this.#cluster = cluster;
    this.#commits = commits;
    this.#ledger = ledger;
  }

  get live(): number {
    return this.#runs.length - this.#commits.ended;
  }

  /** Until as many are live as there should be, and the leader commits what agents report. */
  async fill(): Promise<void> {
    while (this.live < liveRuns) this.#runs.push(...(await submitAll(liveRuns - this.live, () => this.#submit())));
    const ofLeader = this.#commits.report(({ term }) => term === this.#commits.leader.term);
    await patiently(ofLeader, "the leader commits nothing");
  }

  /** Its id. Until somebody answers: the same request makes one run of it. */
  async #submit(): Promise<string> {
    this.#requests += 1;
    const requestId = `failover-${this.#requests}`;
    for (;;) {
      try {
        return (await this.#cluster.troupe.client.submit("failover", { ledger: this.#ledger }, { requestId })).id;
      } catch (error) {
        if (!(error instanceof TroupeError && error.reaction === "retry")) throw error;
        await pause(100);
      }
    }
  }

  /** Milliseconds of the gap. Answers when all coordinators are there again. */
  async endLeader(signal: Ending): Promise<number> {
    const { name, term } = this.#commits.leader;
    const leader = this.#cluster.coordinators.find((coordinator) => coordinator.name === name);
    if (leader === undefined) throw new Error(`${name} leads, and is none of ours`);
    const next = this.#commits.report((report) => report.term > term);
    const endedAt = performance.now();
    leader.signal(signal);
    const at = await patiently(next, `nobody took over from ${name}`);
    await leader.comeBack(signal);
    return at - endedAt;
  }

  /** Until all runs have ended, or so long that some of them never will. */
  async settle(): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (this.live > 0 && performance.now() < deadline) {
      await Promise.race([this.#commits.nextEnd(), pause(1000)]);
    }
  }

  /** Of all runs so far. */
  tally(): Pick<Sample, "lost" | "duplicated" | "stale_writes"> {
    const written = countOf(readFileSync(this.#ledger, "utf8"));
    let lost = 0;
    let duplicated = 0;
    for (const runId of this.#runs) {
      const reports = this.#commits.reportsOf(runId);
      for (let step = 1; step <= steps; step += 1) {
        const task = `write-${step}`;
        // A task is lost that was not done, or whose end nobody knows of.
        const times = [written.get(`${runId} ${task}`) ?? 0, reports.get(task) ?? 0];
        lost += times.includes(0) ? 1 : 0;
        duplicated += Math.max(...times.map((each) => Math.max(0, each - 1)));
      }
    }
    return { lost, duplicated, stale_writes: this.#commits.staleBatches() };
  }
}

/** Lines by run and task, whatever the attempt: no agent was ended, so nothing had to be tried again. */
function countOf(ledger: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of ledger.split("\n")) {
    const key = line.slice(0, line.lastIndexOf(" "));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function patiently<Found>(promise: Promise<Found>, message: string): Promise<Found> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${message} within ${patienceMs} ms`)), patienceMs);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
