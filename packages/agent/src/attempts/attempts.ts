/**
 * All attempts of this agent: takes offers, hands each order to the attempt that it is about, answers orders about
 * attempts that it does not have, and says after a reconnect whatever may have got lost.
 */
import type { AgentHello, AttemptKey, Timer } from "@troupe/engine";
import type { FromCoordinator, Offer, ToCoordinator } from "../ports/coordinator-link.ts";
import type { Executor } from "../ports/executor.ts";
import type { CheckpointStore } from "../telemetry/attempt-telemetry.ts";
import { Attempt, type AttemptListener, type FoundAttempt } from "./attempt.ts";
import { attemptId } from "./attempt-id.ts";
import { attemptStatuses } from "./attempt-state.ts";
import type { AttemptTools } from "./attempt-work.ts";
import { Delayed } from "./delayed.ts";
import { type AttemptResult, failed } from "./outcome.ts";
import { Repeater } from "./repeater.ts";
import { retainLogs } from "./retain-logs.ts";

export interface AttemptsOptions {
  readonly tools: AttemptTools;
  readonly random: () => number;
  readonly executors: ReadonlyMap<string, Executor>;
  /** Why an offer cannot be taken, or null. */
  readonly objection: (offer: Offer) => string | null;
  readonly send: (message: ToCoordinator) => void;
  /** Of the leader whose session is open. */
  readonly term: () => number;
  readonly hasRoom: () => boolean;
  /** One attempt less. */
  readonly onForgotten: () => void;
}

export type AttemptOrder = Extract<
  FromCoordinator,
  { type: "Offer" | "UnreadableOffer" | "Grant" | "Refusal" | "CancelAttempt" | "ResultAck" }
>;

/** They were kept while it ran. */
const noCheckpoints: CheckpointStore = {
  keep: () => Promise.reject(new Error("its attempt is over")),
  again: () => Promise.resolve(),
};

const declineAfterMs = 1000;

/** A grant comes down the session and may overtake its offer, which comes over NATS. Past that the offer is taken for lost. */
const offerIsLateMs = 100;

/** Whoever ends sooner says when it started in its result: that costs the coordinator one write instead of two. */
const reportRunningAfterMs = 50;

export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #attempts = new Map<string, Attempt>();
  readonly #claims: Repeater;
  readonly #results: Repeater;
  /** Offers that are about to be declined, and those of which that was said and not answered yet. */
  readonly #declined = new Map<string, "soon" | "said">();
  /** Granted, and their offers have not come. */
  readonly #grantedEarly = new Map<string, Timer>();
  /** Those whose start was not reported yet. */
  readonly #started: Delayed<Attempt>;
  readonly #listener: AttemptListener;

  constructor(options: AttemptsOptions) {
    this.#options = options;
    const { clock } = options.tools;
    this.#claims = new Repeater({ clock, random: options.random, hasRoom: options.hasRoom });
    this.#results = new Repeater({ clock, random: options.random, hasRoom: options.hasRoom });
    this.#started = new Delayed({
      clock,
      delayMs: reportRunningAfterMs,
      handOn: (attempt) => {
        if (attempt.state.status === "running") this.#sendRunning(attempt);
      },
    });
    this.#listener = {
      running: (attempt) => this.#started.add(attempt),
      ended: (attempt) => this.#ended(attempt),
      noted: (attempt) => this.#sendNote(attempt),
      forgotten: (attempt) => this.#forgotten(attempt),
    };
  }

  order(order: AttemptOrder): void {
    switch (order.type) {
      case "Offer":
        return this.#offered(order.offer);
      case "UnreadableOffer":
        return this.#decline(order.key, order.reason);
      case "ResultAck":
        return this.#acknowledged(attemptId(order.key));
      case "Refusal":
        this.#claims.answered(attemptId(order.key));
        this.#declined.delete(attemptId(order.key));
        return this.get(order.key)?.input({ type: "Refused" });
      case "Grant":
        return this.#granted(order.key);
      case "CancelAttempt":
        return this.#cancelled(order.key, order.reason);
    }
  }

  /** A session has opened: what was said in the one before may not have been heard. */
  opened(superseded: readonly AttemptKey[]): void {
    // SAFETY: the next leader may know better. It grants again what this one has.
    for (const id of this.#grantedEarly.keys()) this.#tookEarlyGrant(id);
    for (const key of superseded) {
      this.#settle(attemptId(key));
      this.get(key)?.input({ type: "Superseded" });
    }
    // The hello has said that we have not got them.
    for (const [id, state] of this.#declined) if (state === "said") this.#declined.delete(id);
    this.#claims.sayAll();
    for (const attempt of this.#attempts.values()) {
      if (attempt.state.status !== "running") continue;
      this.#sendRunning(attempt);
      if (Object.keys(attempt.note).length > 0) this.#sendNote(attempt);
    }
    this.#results.sayAll();
  }

  adopt(found: FoundAttempt, executor: Executor): void {
    const attempt = Attempt.adopt(found, executor, this.#options.tools, this.#listener);
    this.#attempts.set(attemptId(attempt.key), attempt);
  }

  /** The logs of an attempt that was over in an earlier agent process. */
  retain(key: AttemptKey, folder: string): Promise<void> {
    const { tools } = this.#options;
    tools.folders.hold(key);
    return retainLogs(
      tools,
      key,
      tools.telemetry({ key, folder, checkpoints: noCheckpoints, onMessage: () => undefined, isAdopted: true }),
      folder,
    );
  }

  /** Undefined if this agent does not have it. */
  get(key: AttemptKey): Attempt | undefined {
    return this.#attempts.get(attemptId(key));
  }

  /** As the Hello lists them. */
  held(): AgentHello["held"] {
    return [...this.#attempts.values()].flatMap(({ key, state }) => {
      const held = attemptStatuses[state.status].held;
      return held === null ? [] : [{ key, state: held }];
    });
  }

  get running(): number {
    let count = 0;
    for (const attempt of this.#attempts.values()) if (attempt.occupies) count += 1;
    return count;
  }

  get size(): number {
    return this.#attempts.size;
  }

  *[Symbol.iterator](): Iterator<Attempt> {
    yield* this.#attempts.values();
  }

  /** Results that nobody has acknowledged. */
  get unreported(): number {
    return this.#results.count;
  }

  stop(): void {
    this.#claims.stop();
    this.#results.stop();
    this.#started.stop();
    for (const id of this.#grantedEarly.keys()) this.#tookEarlyGrant(id);
    for (const attempt of this.#attempts.values()) attempt.detach();
  }

  #offered(offer: Offer): void {
    const { key } = offer;
    const id = attemptId(key);
    const known = this.#attempts.get(id);
    // It may come twice, by two paths, or again because the claim got lost.
    if (known !== undefined && attemptStatuses[known.state.status].held !== null) return;
    if (known !== undefined) return this.#decline(key, "an earlier round of it is still being cleared away");
    // It ran here, and its result is known: an old offer that was long under way. Taken, it would share its log with that.
    if (this.#options.tools.retention.has(key)) return;
    const { kind } = offer.spec.declaration.runs;
    const executor = this.#options.executors.get(kind);
    if (executor === undefined) return this.#decline(key, `this agent cannot run steps of kind ${kind}`);
    const objection = this.#options.objection(offer);
    if (objection !== null) return this.#decline(key, objection);
    // SAFETY: a repetition that has crossed our answer. The coordinator gives it to somebody else when it hears that.
    if (this.#declined.get(id) === "said") return;
    this.#declined.delete(id);
    // SAFETY: preparing goes on meanwhile, and nothing starts before the grant has come. It comes by itself: the hello
    // has claimed it.
    this.#claims.expect(id, () => this.#claim(key));
    this.#attempts.set(id, Attempt.take(offer, executor, this.#options.tools, this.#listener));
    if (this.#tookEarlyGrant(id)) this.#granted(key);
  }

  /** After a moment: the coordinator may well offer it again at once, and what was in the way is still there. */
  #decline(key: AttemptKey, reason: string): void {
    const id = attemptId(key);
    this.#tookEarlyGrant(id);
    if (this.#declined.get(id) === "said") return;
    this.#declined.set(id, "soon");
    // SAFETY: what has come again meanwhile, and was taken, may be running.
    const decline = (): void => {
      if (this.#declined.get(id) !== "soon") return;
      this.#declined.set(id, "said");
      this.#options.send({ type: "Decline", key, reason });
    };
    this.#options.tools.clock.after(declineAfterMs, decline);
  }

  #claim(key: AttemptKey): void {
    this.#options.send({ type: "Claim", key, term: this.#options.term() });
  }

  #granted(key: AttemptKey): void {
    const id = attemptId(key);
    this.#claims.answered(id);
    const attempt = this.#attempts.get(id);
    if (attempt !== undefined) attempt.input({ type: "Granted" });
    else if (!this.#declined.has(id)) this.#expectOffer(key);
  }

  #acknowledged(id: string): void {
    this.#results.answered(id);
    this.#attempts.get(id)?.input({ type: "ResultAcknowledged" });
  }

  #expectOffer(key: AttemptKey): void {
    const id = attemptId(key);
    this.#tookEarlyGrant(id);
    // Lost: whoever claims what is granted already is offered it again.
    const claim = (): void => {
      if (this.#tookEarlyGrant(id)) this.#claim(key);
    };
    this.#grantedEarly.set(id, this.#options.tools.clock.after(offerIsLateMs, claim));
  }

  /** False if there is none. */
  #tookEarlyGrant(id: string): boolean {
    this.#grantedEarly.get(id)?.cancel();
    return this.#grantedEarly.delete(id);
  }

  #cancelled(key: AttemptKey, message: string): void {
    const attempt = this.get(key);
    if (attempt !== undefined) attempt.input({ type: "CancelRequested", message });
    else this.#answerFor(key, failed({ exitClass: "cancelled", code: "TASK_CANCELLED", message }));
  }

  /** The coordinator says it again until it gets an answer, so this one needs no repetition. */
  #answerFor(key: AttemptKey, outcome: ReturnType<typeof failed>): void {
    const result: AttemptResult = { ...outcome, lengths: {}, phases: {} };
    this.#options.send({ type: "AttemptResult", key, result });
  }

  #ended(attempt: Attempt): void {
    const id = attemptId(attempt.key);
    this.#started.withdraw(attempt);
    this.#claims.answered(id);
    this.#results.say(id, () => {
      const { key, result } = attempt;
      if (result !== null) this.#options.send({ type: "AttemptResult", key, result });
    });
  }

  #sendRunning({ key, startedAt }: Attempt): void {
    this.#options.send({ type: "AttemptRunning", key, startedAt });
  }

  #sendNote({ key, note }: Attempt): void {
    this.#options.send({ type: "AttemptNote", key, note });
  }

  #forgotten(attempt: Attempt): void {
    this.#started.withdraw(attempt);
    const id = attemptId(attempt.key);
    this.#settle(id);
    this.#attempts.delete(id);
    this.#options.onForgotten();
  }

  /** Nothing more is to be said about it. */
  #settle(id: string): void {
    this.#claims.answered(id);
    this.#results.answered(id);
  }
}
