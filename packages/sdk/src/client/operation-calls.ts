/** What those who run Troupe ask: who waits for whom, pools, machines, the cluster. */

import type { Agent } from "./agent-records.ts";
import { toCluster, toStore } from "./cluster-from-wire.ts";
import type { Cluster, Store } from "./cluster-records.ts";
import { listLimit } from "./connected.ts";
import { toAgent, toApproval, toNotification, toTask } from "./from-wire.ts";
import { collect } from "./pages.ts";
import { PipelineCalls } from "./pipeline-calls.ts";
import { type Pruned, toPruned } from "./prune-records.ts";
import { toPool } from "./queue-from-wire.ts";
import type { Pool } from "./queue-records.ts";
import type { ApprovalAnswer, ApprovalFilter, WaitFilter } from "./requests.ts";
import type { NotificationRecord } from "./run-records.ts";
import type { Task } from "./task-records.ts";
import { toWait } from "./wait-from-wire.ts";
import type { Approval, Wait } from "./wait-records.ts";

/** More than a coordinator gives the other side. */
const testDeadlineMs = 20_000;
const reclaimDeadlineMs = 10 * 60_000;
const pruneDeadlineMs = 30 * 60_000;

export class OperationCalls extends PipelineCalls {
  /** What people are asked now, oldest first. */
  async approvals({ pipeline = "", runId = "" }: ApprovalFilter = {}): Promise<readonly Approval[]> {
    const { approvals } = await this.api();
    return await collect(listLimit, async (page) => {
      const answer = await approvals.list({ pipeline, runId, ...page });
      return { items: answer.approvals.map(toApproval), next: answer.nextPageToken };
    });
  }

  /** Tasks of live runs that wait for a time, a dataset, a person or another run; the longest first. */
  async waits({ pipeline = "", runId = "" }: WaitFilter = {}): Promise<readonly Wait[]> {
    const { runs } = await this.api();
    return await collect(listLimit, async (page) => {
      const answer = await runs.waits({ pipeline, runId, ...page });
      return { items: answer.waits.map(toWait), next: answer.nextPageToken };
    });
  }

  /** Who is told of a run, and how that went; known until two weeks after it was sent. */
  async notifications(runId: string): Promise<readonly NotificationRecord[]> {
    const { notices } = await this.api();
    return (await notices.list(runId)).notifications.map(toNotification);
  }

  /**
   * Sends a message that says that it is a test, and yields what kind of connection that was.
   *
   * @param to - Addresses, for an e-mail.
   * @throws TroupeError CONNECTION_NOT_FOUND, or NOTIFY_FAILED with the reason.
   */
  async testConnection(connection: string, to: readonly string[] = []): Promise<string> {
    const { notices } = await this.api();
    return (await notices.test({ connection, to: [...to] }, testDeadlineMs)).kind;
  }

  /**
   * Answers what a run asks; yields the task after it. The first answer counts: throws APPROVAL_ANSWERED, which names it,
   * APPROVAL_NOT_OPEN, NOT_AN_APPROVER, NO_APPROVAL.
   */
  async answer(runId: string, task: string, { decision, by, reason = "" }: ApprovalAnswer): Promise<Task> {
    const { approvals } = await this.api();
    const wire = decision === "approved" ? "APPROVAL_DECISION_APPROVED" : "APPROVAL_DECISION_REJECTED";
    return toTask(await approvals.answer({ runId, task, decision: wire, by, reason }));
  }

  /** In order of name. */
  async pools(): Promise<readonly Pool[]> {
    return (await (await this.api()).pools.list()).pools.map(toPool);
  }

  /** Throws POOL_NOT_FOUND. */
  async pool(name: string): Promise<Pool> {
    return toPool(await (await this.api()).pools.get(name));
  }

  /**
   * Makes a pool, or changes it: at most `slots` of it are held at once, by the steps that name it. With fewer slots than
   * are held nothing of it starts until that many are given back. One named "default" holds for every step that names none.
   */
  async setPool(name: string, slots: number, options: { readonly description?: string } = {}): Promise<Pool> {
    return toPool(await (await this.api()).pools.set({ name, slots, description: options.description ?? "" }));
  }

  /** Throws POOL_IN_USE while something of it is held or waited for. */
  async deletePool(name: string): Promise<void> {
    await (await this.api()).pools.delete(name);
  }

  async agents(): Promise<readonly Agent[]> {
    const { agents } = await this.api();
    return await collect(listLimit, async (page) => {
      const answer = await agents.list(page);
      return { items: answer.agents.map(toAgent), next: answer.nextPageToken };
    });
  }

  /** Throws AGENT_NOT_FOUND. */
  async agent(id: string): Promise<Agent> {
    return toAgent(await (await this.api()).agents.get(id));
  }

  /** No new work for an agent; what it runs goes on. With `resume`, it takes work again. */
  async drain(agentId: string, options: { readonly resume?: boolean } = {}): Promise<Agent> {
    return toAgent(await (await this.api()).agents.drain({ agentId, resume: options.resume ?? false }));
  }

  /** Who leads, which coordinators there are, and how store, NATS and agents do. */
  async cluster(): Promise<Cluster> {
    return toCluster(await (await this.api()).cluster.get());
  }

  /**
   * Throws the history of a state store away and gives its free space back, so that one that was full takes writes again.
   * Each member of etcd stands still meanwhile.
   */
  async reclaimStore(): Promise<Store> {
    return toStore(await (await this.api()).cluster.reclaim(reclaimDeadlineMs));
  }

  /**
   * Removes the runs that no retention rule keeps and nothing refers to, as the leader does every few hours by itself. With
   * `dryRun` it says what would go, and removes nothing.
   */
  async prune(options: { readonly dryRun?: boolean } = {}): Promise<Pruned> {
    return toPruned(await (await this.api()).cluster.prune(options.dryRun ?? false, pruneDeadlineMs));
  }
}
