/**
 * What agents are told of a run's attempts. An offer is a hint without authority, and may leave at once; a grant, an
 * acknowledgement or a cancel says that something is so, and leaves once it is written. Offers and cancels may get lost:
 * they are given again until an attempt is heard of, or its result is here.
 */
import { answerToClaim, type Digest, endReason, mayStart, unwantedTasks } from "@troupe/core";
import type { Timer } from "../ports/clock.ts";
import { attemptSpec } from "./offer.ts";
import type { LiveRun, RunSurroundings } from "./run-surroundings.ts";
import type { RunWrites } from "./run-writes.ts";

/** How long an offer or a cancel may stay without an echo before it is sent again. Both may get lost. */
const repeatMs = 3000;

/** An offer that was made so often, by each path, and that nobody claimed is for another agent, unless it was granted. */
const offersAtMost = 5;

interface RepeatedOffer {
  readonly attempt: number;
  readonly agent: string;
  /** How often it was made. */
  readonly rounds: number;
}

export class RunOffers {
  readonly #run: LiveRun;
  readonly #around: RunSurroundings;
  readonly #writes: RunWrites;
  readonly #codeDigest: Digest | null;
  /** What was offered and has not been heard of since. */
  readonly #offered = new Map<string, RepeatedOffer>();
  /** The event that granted each task's attempt, by sequence number; none if an earlier process of ours granted it. */
  readonly #grants = new Map<string, number>();
  #repeat: Timer | undefined;

  constructor(run: LiveRun, around: RunSurroundings, writes: RunWrites, codeDigest: Digest | null) {
    this.#run = run;
    this.#around = around;
    this.#writes = writes;
    this.#codeDigest = codeDigest;
  }

  /** Nothing has to be given again. */
  get areHeard(): boolean {
    return this.#repeat === undefined;
  }

  /** By an earlier process, or another leader: whether it was heard, nobody knows. */
  offeredBefore(task: string, attempt: number, agent: string): void {
    this.#offered.set(task, { attempt, agent, rounds: 0 });
  }

  offer(task: string, attempt: number, agent: string): void {
    this.#offered.set(task, { attempt, agent, rounds: 1 });
    if (!this.#sendOffer(task, attempt, agent, 0))
      this.#giveBack(task, attempt, agent, "the agent could not be reached");
  }

  /** Whoever asks for what it was granted has lost the grant, or the offer. */
  grantAgain(task: string, attempt: number, agent: string): void {
    this.#sendOffer(task, attempt, agent, 1);
    this.#grantAfterCommit(task, attempt, agent);
  }

  /** By the event of this number, which is not written yet. */
  granted(task: string, sequence: number): void {
    this.#grants.set(task, sequence);
  }

  /**
   * SAFETY: not what was given back while it was being written. Another agent may have it now; or the same one, under the
   * same number, by an assignment that is not written yet.
   */
  grant(task: string, attempt: number, agent: string, granted: number | undefined): void {
    if (this.#grants.get(task) !== granted || answerToClaim(this.#run.state, task, attempt, agent) !== "grant") return;
    this.#around.send(agent, { type: "Grant", key: this.#keyOf(task, attempt), term: this.#around.term });
  }

  refuse(task: string, attempt: number, agent: string, reason: string): void {
    this.#around.send(agent, { type: "Refusal", key: this.#keyOf(task, attempt), reason });
  }

  acknowledge(task: string, attempt: number, agent: string): void {
    this.#around.send(agent, { type: "ResultAck", key: this.#keyOf(task, attempt) });
  }

  cancel(task: string, attempt: number, agent: string, reason: string): void {
    this.#around.send(agent, { type: "CancelAttempt", key: this.#keyOf(task, attempt), reason });
  }

  /** No agent has it any more. */
  forget(task: string): void {
    this.#offered.delete(task);
    this.#grants.delete(task);
  }

  repeat(): void {
    this.#repeat = undefined;
    for (const [task, offer] of this.#offered) if (mayStart(this.#run.state, task)) this.#offerAgain(task, offer);
    const unwanted = unwantedTasks(this.#run.state);
    // SAFETY: it ends what runs, so that it was asked for must be durable before it is said, the first time or again.
    if (unwanted.length > 0) this.#writes.afterCommit(() => this.#cancelWhatRuns(unwanted));
  }

  arm(): void {
    if (this.#repeat !== undefined) return;
    const { header, ending, onAgents } = this.#run.state;
    const isCancelling = header.status === "cancelling" && onAgents.size > 0;
    if (this.#offered.size === 0 && ending.size === 0 && !isCancelling) return;
    this.#repeat = this.#around.clock.after(repeatMs, () => this.#around.tell(header.runId, { type: "Repeat" }));
  }

  stop(): void {
    this.#repeat?.cancel();
  }

  #offerAgain(task: string, { attempt, agent, rounds }: RepeatedOffer): void {
    const { state: current, ending } = this.#run.state.tasks.get(task) ?? {};
    if (current?.status !== "assigned" || ending !== undefined) return void this.#offered.delete(task);
    if (!current.granted && rounds === offersAtMost)
      return this.#giveBack(task, attempt, agent, `it was offered ${rounds} times, and not claimed`);
    this.#offered.set(task, { attempt, agent, rounds: rounds + 1 });
    const isSent = this.#sendOffer(task, attempt, agent, rounds);
    if (current.granted) this.#grantAfterCommit(task, attempt, agent);
    // SAFETY: what was granted may have been heard the first time, and run.
    else if (!isSent) this.#giveBack(task, attempt, agent, "the agent could not be reached");
  }

  #sendOffer(task: string, attempt: number, agent: string, round: number): boolean {
    const spec = attemptSpec(this.#run.state, task, this.#codeDigest, this.#around.tracing);
    const key = this.#keyOf(task, attempt);
    return this.#around.send(agent, { type: "Offer", key, term: this.#around.term, spec }, round);
  }

  #giveBack(task: string, attempt: number, agent: string, reason: string): void {
    this.#around.tell(this.#run.state.header.runId, { type: "Decline", task, attempt, agent, reason });
  }

  #grantAfterCommit(task: string, attempt: number, agent: string): void {
    const granted = this.#grants.get(task);
    this.#writes.afterCommit(() => this.grant(task, attempt, agent, granted));
  }

  #cancelWhatRuns(tasks: readonly string[]): void {
    const { state } = this.#run;
    for (const task of tasks) {
      const { attempts, ending } = state.tasks.get(task) ?? {};
      const current = attempts?.at(-1);
      const reason = state.header.cancel?.reason ?? (ending && endReason(ending)) ?? "";
      if (current !== undefined && state.onAgents.has(task)) this.cancel(task, current.number, current.agent, reason);
    }
  }

  #keyOf(task: string, attempt: number) {
    return { runId: this.#run.state.header.runId, task, attempt };
  }
}
