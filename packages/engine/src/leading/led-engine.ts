/** An engine that leads, from the lease that it was given to its end: it takes over, and hands over. */
import { TroupeError } from "@troupe/core";
import type { Engine } from "../engine.ts";
import { storedAgentRecords } from "../fleet/stored-agent-records.ts";
import { notLeader } from "../not-leader.ts";
import { restoreCatalog } from "../sealing/restore-catalog.ts";
import { Parts } from "./parts.ts";

/** For how long who resigns goes on with what a successor could not do, or would have to do again. */
const handOverMs = 100;
const readAgainMs = 500;
/** For how long agents that were there before are waited for, before what they need not wait for takes its time. */
const agentsFirstMs = 500;

export class LedEngine extends Parts implements Engine {
  /**
   * Answers when agents and callers may come. Runs are loaded when somebody speaks of them, and the others meanwhile; what
   * needs to know of all of them, placement first of all, begins when that is done.
   */
  async start(): Promise<void> {
    const { stateStore: store, catalog, archive, follower } = this.options;
    // SAFETY: the first batch of a term fences every earlier one, before anything is read that it could still change.
    await this.committer.stage({});
    this.takeOver.reached("fenced");
    // Each reads what is its own: together, for a cluster waits for the slowest of them, and not for their sum.
    await Promise.all([
      this.outbox.recover(store),
      this.#knowAgents(),
      this.pools.load(),
      this.admissions.load(),
      this.datasets.load(),
      this.triggers.load(),
    ]);
    // Whoever follows already has seen to that.
    const sealed = follower === undefined ? await restoreCatalog(catalog, archive) : 0;
    if (sealed > 0) this.log.info({ sealed }, "the catalog was new and has learned of the sealed runs");
    this.takeOver.reached("open");
    this.log.info({ term: this.term, cluster: this.clusterId }, "leading");
    this.#loadRuns().catch((error) => this.crash(error));
  }

  async #loadRuns(): Promise<void> {
    // Where nobody else leads nobody was waited for, and there is no hurry.
    if (this.options.hasSuccessor) await this.takeOver.agentsHeard(agentsFirstMs);
    if (this.ended.aborted) return;
    const beganAt = this.options.clock.monotonic();
    const found = await this.#untilRead(() => this.registry.load());
    if (this.ended.aborted) return;
    await this.open();
    this.outbox.begin();
    const ms = Math.round(this.options.clock.monotonic() - beganAt);
    this.log.info({ term: this.term, ...found, ms }, "every live run is loaded");
    await this.#untilRead(() => this.notifier.recover());
  }

  /** A store that does not answer is asked again: agents are served meanwhile. */
  async #untilRead<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await read();
      } catch (error) {
        if (this.ended.aborted || !(error instanceof TroupeError) || error.reaction !== "retry") throw error;
        this.log.warn({ error }, "what is stored cannot be read now; trying again");
        // What runs have said meanwhile does not wait for it.
        this.outbox.begin();
        await this.#pause(readAgainMs);
      }
    }
  }

  async stop(): Promise<void> {
    const { clock, hasSuccessor: isSucceeded = false } = this.options;
    const [beganAt, hasLed] = [clock.monotonic(), !this.ended.aborted];
    // The feed and the archive can wait for a successor, who reads what they lack: a commit cannot.
    if (isSucceeded) this.outbox.leave();
    const finished = this.#finish();
    await this.#patiently(isSucceeded ? this.#lastBatch() : finished);
    const writtenMs = Math.round(clock.monotonic() - beganAt);
    this.end(notLeader());
    await this.lease.resign();
    const ms = Math.round(clock.monotonic() - beganAt);
    if (hasLed) this.log.info({ term: this.term, writtenMs, ms }, "the lead is given back");
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

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.options.clock.after(ms, resolve);
    return promise;
  }

  async #knowAgents(): Promise<void> {
    for await (const record of storedAgentRecords(this.options.stateStore, this.log)) {
      this.fleet.actor.tell({ type: "Known", ...record });
      if (record.goneAt === null) this.takeOver.expect(record.hello.agentId);
    }
  }
}
