/**
 * Watches a simulated cluster and holds it to its promises (I1 to I4 of docs/failure-modes.md), at the instant at which
 * each could be broken: when etcd applies a batch, when something starts, is told to end, or ends on a machine, when a
 * reply or an acknowledgement arrives. What is committed is read from the outbox entries of the applied batches, and from
 * nothing that an engine says.
 */
import { createHash } from "node:crypto";
import type { Exit } from "@troupe/agent";
import { attemptId } from "@troupe/agent/parts";
import type { RunEvent } from "@troupe/core";
import { type AttemptKey, type Clock, decode, type FeedEntry, type FencedBatch } from "@troupe/engine";
import { CommittedRun } from "./committed-run.ts";
import type { CoordinatorWitness } from "./coordinator-process.ts";
import type { Witness } from "./machine.ts";

export interface JudgeOptions {
  readonly clock: Clock;
  readonly lostAfterMs: number;
}

/** Wall clocks are wrong by whole multiples of it, so that the rest of an instant can still be told. */
export const clockJumpMs = 600_000;

/** The first of them says the most; a broken seed may go on to break everything. */
const maxViolations = 20;

export class Judge implements Witness, CoordinatorWitness {
  readonly violations: string[] = [];
  readonly runs = new Map<string, CommittedRun>();
  readonly terms: number[] = [];
  /** For people who look into a seed. */
  readonly story: string[] = [];
  readonly #options: JudgeOptions;
  readonly #hash = createHash("sha256");
  readonly #starts = new Set<string>();
  readonly #exits = new Map<string, Exit>();
  /** When an agent was heard by the leader of a term, by both; and when the term began. */
  readonly #heard = new Map<string, number[]>();
  readonly #devices = new Map<string, string>();
  readonly #requests = new Map<string, string>();
  #term = 0;
  #events = 0;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Of everything that was witnessed, in order: two executions of one seed have the same. */
  get fingerprint(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Committed. */
  get events(): number {
    return this.#events;
  }

  get starts(): number {
    return this.#starts.size;
  }

  note(text: string): void {
    const line = `${this.#options.clock.monotonic().toFixed(1).padStart(9)}  ${text}`;
    this.#hash.update(line);
    this.story.push(line);
  }

  violate(text: string): void {
    this.note(`VIOLATED ${text}`);
    if (this.violations.length < maxViolations) this.violations.push(text);
  }

  leads(coordinator: string, term: number): void {
    this.note(`${coordinator} leads by term ${term}`);
  }

  heard(agent: string, term: number): void {
    const heard = this.#heard.get(`${term} ${agent}`) ?? [];
    this.#heard.set(`${term} ${agent}`, heard);
    heard.push(this.#now());
  }

  applied({ term, marker, puts }: FencedBatch, leaderRevision: number): void {
    this.note(`batch ${term}/${marker}, ${puts.length} puts`);
    if (term !== leaderRevision) this.violate(`I3: a batch of term ${term} was applied while ${leaderRevision} leads`);
    if (term < this.#term) this.violate(`I3: a batch of term ${term} was applied after one of ${this.#term}`);
    if (term > this.#term) this.#begin(term);
    for (const { key, value } of puts)
      if (key.startsWith("outbox/")) for (const entry of decode(value) as FeedEntry[]) this.#entry(entry);
  }

  started(agent: string, key: AttemptKey, devices: readonly string[]): void {
    const id = attemptId(key);
    this.note(`${agent} starts ${id}`);
    if (this.runs.get(key.runId)?.grantedTo(key) !== agent)
      this.violate(`P5: ${id} starts on ${agent} without a written grant`);
    if (this.#starts.has(id)) this.violate(`I2: ${id} starts twice`);
    this.#starts.add(id);
    for (const device of devices) {
      const other = this.#devices.get(device);
      if (other !== undefined) this.violate(`${id} starts on ${device}, on which ${other} still computes`);
      this.#devices.set(device, id);
    }
  }

  stopped(agent: string, key: AttemptKey): void {
    const run = this.runs.get(key.runId);
    this.note(`${agent} stops ${attemptId(key)}`);
    if (run?.mayRun(key, agent) === true) this.violate(`${agent} ends ${attemptId(key)}, which nobody has given up`);
  }

  exited(agent: string, key: AttemptKey, exit: Exit): void {
    const id = attemptId(key);
    this.note(`${agent} ends ${id}: ${exit.exitCode ?? exit.signal ?? (exit.lost ? "lost" : "function")}`);
    this.#exits.set(id, exit);
    for (const [device, by] of this.#devices) if (by === id) this.#devices.delete(device);
  }

  /** An agent was told that its result is taken: it forgets the attempt. */
  acknowledged(agent: string, key: AttemptKey): void {
    if (this.runs.get(key.runId)?.holds(key, agent) === true)
      this.violate(`P5: ${agent} was told that ${attemptId(key)} is done, and that is not written`);
  }

  /** A client was told that its run exists. */
  replied(requestId: string, runId: string): void {
    this.note(`request ${requestId} is run ${runId}`);
    const known = this.#requests.get(requestId);
    if (known !== undefined && known !== runId) this.violate(`request ${requestId} made ${known} and ${runId}`);
    this.#requests.set(requestId, runId);
    if (!this.runs.has(runId)) this.violate(`I1: ${runId} was promised and is not written`);
  }

  #begin(term: number): void {
    this.#term = term;
    this.terms.push(term);
    this.#heard.set(`${term}`, [this.#now()]);
  }

  #entry({ runId, first, events }: FeedEntry): void {
    const run = this.runs.get(runId) ?? new CommittedRun(runId);
    this.runs.set(runId, run);
    if (first !== run.sequence + 1)
      this.violate(`I3: ${runId} goes on at event ${first}, and ${run.sequence} is the last that was written`);
    for (const event of events) {
      this.#events += 1;
      this.note(told(runId, event));
      const complaint = run.take(event) ?? this.#untrue(runId, event);
      if (complaint !== undefined) this.violate(`${runId}: ${event.type}: ${complaint}`);
    }
  }

  /** What is written of an attempt must have happened. */
  #untrue(runId: string, event: RunEvent): string | undefined {
    if (event.type !== "TaskSucceeded" && event.type !== "AttemptFailed") return undefined;
    const { task, attempt, agent } = event;
    const exit = this.#exits.get(attemptId({ runId, task, attempt }));
    if (event.type === "TaskSucceeded")
      return exit !== undefined && isSuccess(exit) ? undefined : `I2: ${task} ${attempt} did not succeed on ${agent}`;
    const { exitClass, message } = event.failure;
    if (exitClass === "failure" && (exit === undefined || isSuccess(exit))) return `${task} ${attempt} did not fail`;
    if (exitClass === "lost" && message.includes("was silent")) return this.#tooSoon(agent, event.at);
    return undefined;
  }

  /** Given up for silence: only after lostAfter without a beat to this leader, and by a leader that waited as long. */
  #tooSoon(agent: string, at: number): string | undefined {
    const { clock, lostAfterMs } = this.#options;
    // When it was decided: perhaps long before it was written.
    const decidedAt = this.#now() - modulo(clock.now() - at, clockJumpMs);
    const signs = [...(this.#heard.get(`${this.#term} ${agent}`) ?? []), ...(this.#heard.get(`${this.#term}`) ?? [])];
    const last = Math.max(...signs.filter((heardAt) => heardAt <= decidedAt));
    const silentMs = decidedAt - last;
    return silentMs >= lostAfterMs ? undefined : `${agent} was given up after ${silentMs} ms of silence`;
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}

function isSuccess({ exitCode, result }: Exit): boolean {
  return result === undefined ? exitCode === 0 : result.ok;
}

function told(runId: string, event: RunEvent): string {
  const about = event as { readonly task?: string | null; readonly attempt?: number; readonly agent?: string };
  return ["  ", event.type, runId, about.task, about.attempt, about.agent].filter((part) => part != null).join(" ");
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
