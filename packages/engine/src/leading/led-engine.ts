/** An engine that leads, from the lease that it was given to its end: it takes over, and hands over. */
import type { Engine } from "../engine.ts";
import { storedAgentRecords } from "../fleet/stored-agent-records.ts";
import { notLeader } from "../not-leader.ts";
import { restoreCatalog } from "../sealing/restore-catalog.ts";
import { Parts } from "./parts.ts";

/** For how long who resigns goes on with what a successor could not do, or would have to do again. */
const handOverMs = 100;

export class LedEngine extends Parts implements Engine {
  async start(): Promise<void> {
    // The first batch of a term fences every earlier one, before anything is read that it could still change.
    await this.committer.stage({});
    const sealed = await restoreCatalog(this.options.catalog, this.options.archive);
    if (sealed > 0) this.log.info({ sealed }, "the catalog was new and has learned of the sealed runs");
    // Each reads what is its own: together, for a cluster waits for the slowest of them, and not for their sum.
    await Promise.all([
      this.outbox.recover(this.options.stateStore),
      this.#knowAgents(),
      this.pools.load(),
      this.admissions.load(),
      this.datasets.load(),
      this.triggers.load(),
    ]);
    const live = await this.registry.load();
    this.waits.start();
    await this.admissions.start();
    this.runsAreThere.resolve();
    this.schedule.tell({ type: "Wake" });
    this.backfill.tell({ type: "Wake" });
    await this.notifier.recover();
    this.triggers.start();
    this.outbox.begin();
    this.upkeep.start();
    this.log.info({ term: this.term, cluster: this.clusterId, live }, "leading");
  }

  async stop(): Promise<void> {
    this.upkeep.stop();
    const isSucceeded = this.options.hasSuccessor === true;
    // The feed and the archive can wait for a successor, who reads what they lack: a commit cannot.
    if (isSucceeded) this.outbox.leave();
    const finished = this.#finish();
    await this.#patiently(isSucceeded ? this.#lastBatch() : finished);
    this.end(notLeader());
    await this.lease.resign();
    await finished;
  }

  /** What the next one would have to do again. */
  async #finish(): Promise<void> {
    await this.sealer.stop();
    await this.#lastBatch();
    await this.outbox.stop();
    if (this.options.follower === undefined) await this.follower.stop();
  }

  #lastBatch(): Promise<void> {
    return this.committer.settled().catch(() => {
      // Fenced: what was not written is another leader's to decide.
    });
  }

  /** No longer than a cluster may be without a leader for its sake: a feed or an archive that hangs must not keep the lead. */
  async #patiently(finished: Promise<void>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = this.options.clock.after(handOverMs, resolve);
    await Promise.race([finished, late]).finally(() => timer.cancel());
  }

  async #knowAgents(): Promise<void> {
    for await (const record of storedAgentRecords(this.options.stateStore, this.log))
      this.fleet.actor.tell({ type: "Known", ...record });
  }
}
