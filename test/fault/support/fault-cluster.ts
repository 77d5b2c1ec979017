/** A whole cluster under load, and what must be true of every run of it, whatever happens meanwhile. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Client, RunHandle } from "@troupe/sdk/client";
import {
  absentPrograms,
  type ClusterAgent,
  type ClusterCoordinator,
  eventually,
  TroupeCluster,
  type TroupeClusterOptions,
  type Workbench,
} from "@troupe/testing/process";
import { expect, type TestContext } from "vitest";
import { trialsOf } from "./fault-trial.ts";
import { type CountedParams, Ledger, twice } from "./ledger.ts";
import { fixture, main } from "./servers.ts";

export const absentServers = absentPrograms("etcd", "nats-server");

/** Ends it: what was killed is started again, what stands still goes on. */
export type Mend = () => unknown;

export interface Strike {
  /** Does the harm, in the middle of the load. */
  readonly strike: () => Promise<Mend | undefined> | Mend | undefined;
  /** Runs that are under way. Default: 2. */
  readonly runs?: number;
  readonly params?: CountedParams;
  /** It comes when no task waits any more. Default: when one of each run has started. */
  readonly whenAllStarted?: boolean;
  /** The fault is over before the next write is asked for; else it must get through while the fault lasts. */
  readonly mendFirst?: boolean;
  /** The fault lasts until the runs that it hit have ended. */
  readonly untilEnded?: boolean;
  /** To the next write that is acknowledged. */
  readonly withinMs?: number;
  /** Something other than a coordinator took attempts away. */
  readonly mayFail?: boolean;
}

const load: CountedParams = { values: [1, 2, 3], lines: 300, holdMs: 1500 };
const probe: CountedParams = { values: [1], lines: 10 };

export class FaultCluster {
  readonly troupe: TroupeCluster;
  readonly client: Client;
  readonly ledger: Ledger;

  static async start(bench: Workbench, options: Omit<TroupeClusterOptions, "main"> = {}): Promise<FaultCluster> {
    const troupe = await TroupeCluster.start(bench, { main, ...options });
    const { code, stderr } = await troupe.troupe("apply", fixture("counted"));
    if (code !== 0) throw new Error(`the pipeline cannot be applied: ${stderr}`);
    const cluster = new FaultCluster(troupe, new Ledger(join(await bench.folder(), "ledger")));
    // The Python of the agents is found, and everybody has connected to everybody.
    await cluster.#ends(await cluster.submit(probe), probe);
    return cluster;
  }

  private constructor(troupe: TroupeCluster, ledger: Ledger) {
    this.troupe = troupe;
    this.client = troupe.client();
    this.ledger = ledger;
  }

  submit(params: CountedParams, requestId: string = randomUUID()): Promise<RunHandle> {
    return this.ledger.submit(this.client, { holdMs: 0, ...params }, requestId);
  }

  async leader(): Promise<ClusterCoordinator> {
    const found = await eventually(
      () => this.troupe.leader(),
      (leader) => leader !== undefined,
      { withinMs: 30_000, everyMs: 100 },
    );
    if (found === undefined) throw new Error("nobody leads");
    return found;
  }

  agent(index: number): ClusterAgent {
    const found = this.troupe.agents[index];
    if (found === undefined) throw new Error(`there is no agent ${index}`);
    return found;
  }

  /** So many tasks of each of them have started. */
  async underWay(runs: readonly RunHandle[], tasks: number): Promise<void> {
    const started = (id: string): number =>
      this.ledger.lines().filter(({ runId, what }) => runId === id && what === "started").length;
    await eventually(
      () => runs.map(({ id }) => started(id)),
      (counts) => counts.every((count) => count >= tasks),
      { withinMs: 60_000 },
    );
  }

  /** One fault under load, and all that must hold afterwards. Answers the runs that it hit. */
  async survives(context: TestContext, fault: Strike): Promise<readonly RunHandle[]> {
    const { params = load, mendFirst = false, withinMs = 10_000, mayFail = false } = fault;
    // A fault that nothing came of is to be in the table as well.
    const trials = trialsOf(context);
    const runs = await Promise.all(Array.from({ length: fault.runs ?? 2 }, () => this.submit(params)));
    await this.underWay(runs, fault.whenAllStarted === true ? params.values.length : 1);
    const mend = await fault.strike();
    if (mendFirst) await mend?.();
    const from = performance.now();
    const probing = await this.submit(probe);
    const recoveryMs = performance.now() - from;
    if (fault.untilEnded === true) await Promise.all(runs.map((run) => run.wait()));
    if (!mendFirst) await mend?.();
    const problems = [
      ...(await Promise.all(runs.map((run) => this.#problems(run, params, mayFail)))),
      await this.#problems(probing, probe, mayFail),
    ];
    const duplicated = twice(this.ledger.lines()).length;
    trials.push({ recoveryMs, lost: problems.filter((some) => some.length > 0).length, duplicated });
    expect(problems.flat()).toEqual([]);
    expect(duplicated).toBe(0);
    expect(recoveryMs).toBeLessThan(withinMs);
    return runs;
  }

  async #problems(run: RunHandle, params: CountedParams, mayFail: boolean): Promise<readonly string[]> {
    await run.wait();
    return await this.ledger.problems(run, params, { mayFail });
  }

  async #ends(run: RunHandle, params: CountedParams): Promise<void> {
    expect(await this.#problems(run, params, false)).toEqual([]);
  }
}
