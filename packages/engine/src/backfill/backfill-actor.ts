/**
 * All backfills: makes their runs, so many at once, and hears how they end. A run and the record that counts it are one
 * group, so that no fail-over makes it twice. How runs ended that nobody heard of, because another coordinator led then,
 * is asked for at the start. While a run of a backfill is made, what is said to it waits.
 */
import {
  beginInterval,
  cancelBackfill,
  endInterval,
  isOver,
  newBackfill,
  type RunStatus,
  rerunBackfill,
  runStatuses,
  TroupeError,
  unreachable,
} from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";
import type { Committer } from "../commit/committer.ts";
import type { CreateRunRequest } from "../engine.ts";
import type { Behaviour, Message, Reply } from "../kernel/actor.ts";
import type { EngineLog } from "../options.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { Entropy } from "../ports/entropy.ts";
import type { StateEntry } from "../ports/state-store.ts";
import { WakeHeap } from "../schedule/wake-heap.ts";
import { BackfillEntry } from "./backfill-entry.ts";
import { type BackfillRecord, backfillKey } from "./backfill-record.ts";
import type { BackfillQuery, BackfillView } from "./faces.ts";
import type { PlannedBackfill } from "./plan-backfill.ts";
import { backfillIs, backfillNotFound, reusedRequest } from "./refusals.ts";

export type BackfillMessage = FromInside | FromCaller;

type FromInside = Message &
  (
    | { readonly type: "Wake" }
    | { readonly type: "Minted"; readonly backfillId: string; readonly index: number; readonly runId: string }
    | { readonly type: "Refused"; readonly backfillId: string; readonly error: unknown }
    /** Of any run, whatever made it. */
    | { readonly type: "RunEnded"; readonly runId: string }
    | { readonly type: "Ended"; readonly backfillId: string; readonly runId: string; readonly status: RunStatus }
  );

type FromCaller = { reject(error: unknown): void } & (
  | {
      readonly type: "Create";
      readonly planned: PlannedBackfill;
      readonly requestId: string | null;
      readonly reply: Reply<BackfillView>;
    }
  | { readonly type: "Get"; readonly backfillId: string; readonly reply: Reply<BackfillEntry> }
  | {
      readonly type: "Cancel";
      readonly backfillId: string;
      readonly reason: string;
      readonly by: string | undefined;
      readonly reply: Reply<BackfillView>;
    }
  | { readonly type: "Rerun"; readonly backfillId: string; readonly reply: Reply<BackfillView> }
  | { readonly type: "List"; readonly query: BackfillQuery; readonly reply: Reply<readonly BackfillView[]> }
);

export interface BackfillSurroundings {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly committer: Committer;
  readonly log: EngineLog;
  /** The id of the run; what is written `also` is in the group that makes it. */
  create(request: CreateRunRequest, also: (runId: string) => readonly StateEntry[]): Promise<string>;
  /** How a run is, live or sealed. */
  statusOf(runId: string): Promise<RunStatus>;
  cancelRun(runId: string, reason: string, by: string | undefined): Promise<unknown>;
  tell(message: BackfillMessage): void;
}

/** Those that are over and beyond this many are forgotten, the oldest first. Their runs stay. */
const keptEnded = 1000;

/** How soon a run is asked again how it ended, if that cannot be read. */
const askAgainMs = 5000;

type OfOne = Extract<BackfillMessage, { type: "Ended" | "Cancel" | "Rerun" }>;

export class BackfillActor implements Behaviour<BackfillMessage> {
  readonly #around: BackfillSurroundings;
  readonly #entries = new Map<string, BackfillEntry>();
  /** Which backfill a run that is under way belongs to. */
  readonly #byRun = new Map<string, string>();
  /** Backfills whose run is being made, with what is said to each meanwhile. */
  readonly #minting = new Map<string, OfOne[]>();
  /** Runs that ended while some run was being made: it may have been that one. */
  readonly #endedMeanwhile = new Set<string>();
  readonly #wakes = new WakeHeap();
  #timer: Timer | undefined;

  constructor(around: BackfillSurroundings, stored: readonly BackfillRecord[]) {
    this.#around = around;
    for (const record of stored) {
      this.#put(new BackfillEntry(record));
      for (const { runId } of record.underWay) this.#ask(record.backfillId, runId);
    }
    for (const { backfillId } of stored) this.#advance(backfillId);
    this.#arm();
  }

  receive(message: BackfillMessage): void {
    switch (message.type) {
      case "Wake":
        this.#timer = undefined;
        for (let id = this.#wakes.takeDue(this.#now()); id !== undefined; id = this.#wakes.takeDue(this.#now()))
          this.#advance(id);
        break;
      case "Create":
        this.#create(message);
        break;
      case "List":
        return this.#list(message);
      case "Get":
        return this.#get(message);
      case "RunEnded":
        return this.#runEnded(message.runId);
      case "Minted":
        this.#minted(message);
        break;
      case "Refused":
        this.#refused(message);
        break;
      case "Ended":
      case "Cancel":
      case "Rerun": {
        const waiting = this.#minting.get(message.backfillId);
        if (waiting !== undefined) return void waiting.push(message);
        this.#handle(message);
        break;
      }
      default:
        return unreachable(message);
    }
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #handle(message: OfOne): void {
    const entry = this.#entries.get(message.backfillId);
    if (entry === undefined) return message.reject?.(backfillNotFound(message.backfillId));
    switch (message.type) {
      case "Ended":
        return this.#ended(entry, message.runId, message.status);
      case "Cancel":
        return this.#cancel(entry, message);
      case "Rerun":
        return this.#rerun(entry, message);
      default:
        return unreachable(message);
    }
  }

  #create({ planned, requestId, reply }: Extract<BackfillMessage, { type: "Create" }>): void {
    const known = requestId === null ? undefined : this.#byRequest(requestId);
    if (known !== undefined) return this.#answerAgain(known, planned, reply);
    const now = this.#now();
    const record = {
      ...{ ...newBackfill, ...planned.record },
      ...{ backfillId: `bf-${this.#around.entropy.runId(now)}`, createdAt: now, requestId },
    };
    const entry = new BackfillEntry(record, planned.intervals);
    this.#write(entry).then(() => reply.resolve(entry.view), reply.reject);
    this.#forgetOld();
    this.#advance(record.backfillId);
  }

  #answerAgain(known: BackfillEntry, { record }: PlannedBackfill, reply: Reply<BackfillView>): void {
    if (bodyOf(known.record) !== bodyOf(record))
      return reply.reject(reusedRequest(known.record.requestId ?? "", known.record.backfillId));
    this.#answer(reply, known.view);
  }

  /** Makes the next run, if one is to be made. */
  #advance(backfillId: string): void {
    const entry = this.#entries.get(backfillId);
    const index = entry?.next;
    const interval = index === undefined ? undefined : entry?.intervals[index];
    if (entry === undefined || index === undefined || interval === undefined || this.#minting.has(backfillId)) return;
    if (entry.trouble !== null && entry.trouble.tryAt > this.#now()) return;
    const { pipeline, version, params } = entry.record;
    this.#minting.set(backfillId, []);
    this.#around
      .create({ pipeline, version, params, interval, cause: { kind: "backfill", backfill: backfillId } }, (runId) => [
        entry.with(beginInterval(entry.record, index, runId)).put,
      ])
      .then(
        (runId) => this.#around.tell({ type: "Minted", backfillId, index, runId }),
        (error) => this.#around.tell({ type: "Refused", backfillId, error }),
      );
  }

  #minted({ backfillId, index, runId }: Extract<BackfillMessage, { type: "Minted" }>): void {
    const entry = this.#entries.get(backfillId);
    if (entry === undefined) return;
    this.#put(entry.with(beginInterval(entry.record, index, runId)));
    if (this.#endedMeanwhile.has(runId)) this.#ask(backfillId, runId);
    this.#goOn(backfillId);
  }

  #refused({ backfillId, error }: Extract<BackfillMessage, { type: "Refused" }>): void {
    const entry = this.#entries.get(backfillId);
    const refusal = error instanceof TroupeError ? error : unexpected(error);
    if (entry !== undefined) this.#put(entry.refused(refusal, this.#now()));
    if (refusal.code !== "RUN_OVERLAPS")
      this.#around.log.warn({ backfill: backfillId, error: refusal }, "a backfill's run is refused; trying again");
    this.#goOn(backfillId);
  }

  /** Its run is made, or was refused: what was said meanwhile comes now. */
  #goOn(backfillId: string): void {
    const waiting = this.#minting.get(backfillId) ?? [];
    this.#minting.delete(backfillId);
    if (this.#minting.size === 0) this.#endedMeanwhile.clear();
    for (const message of waiting) this.#handle(message);
    this.#advance(backfillId);
  }

  #runEnded(runId: string): void {
    const backfillId = this.#byRun.get(runId);
    if (backfillId !== undefined) this.#ask(backfillId, runId);
    else if (this.#minting.size > 0) this.#endedMeanwhile.add(runId);
  }

  /** How it is now. Of one that goes on there will be news. */
  #ask(backfillId: string, runId: string): void {
    const { clock, log, statusOf, tell } = this.#around;
    statusOf(runId).then(
      (status) => tell({ type: "Ended", backfillId, runId, status }),
      (error) => {
        if (error instanceof TroupeError && (error.code === "RUN_NOT_FOUND" || error.code === "RUN_REMOVED"))
          return tell({ type: "Ended", backfillId, runId, status: "failed" });
        log.warn({ backfill: backfillId, run: runId, error }, "how a run ended cannot be read now; trying again");
        clock.after(askAgainMs, () => this.#ask(backfillId, runId));
      },
    );
  }

  #ended(entry: BackfillEntry, runId: string, status: RunStatus): void {
    if (!runStatuses[status].terminal) return;
    const { record, total } = entry;
    const state = endInterval(record, runId, status === "succeeded", total, this.#now());
    this.#byRun.delete(runId);
    if (state === record) return;
    void this.#write(entry.with(state)).catch(ignoreFenced);
    this.#advance(record.backfillId);
  }

  #cancel(entry: BackfillEntry, { reason, by, reply }: Extract<OfOne, { type: "Cancel" }>): void {
    const { record, total } = entry;
    if (record.status === "cancelling" || record.status === "cancelled") return this.#answer(reply, entry.view);
    const state = cancelBackfill(record, total, this.#now());
    if (state === undefined) return reply.reject(backfillIs(record.backfillId, record.status, "it is over"));
    const cancelled = entry.with(state);
    this.#write(cancelled).then(() => reply.resolve(cancelled.view), reply.reject);
    // One that has ended meanwhile needs no cancel.
    for (const { runId } of record.underWay)
      this.#around.cancelRun(runId, reason, by).catch(() => this.#ask(record.backfillId, runId));
  }

  #rerun(entry: BackfillEntry, { reply }: Extract<OfOne, { type: "Rerun" }>): void {
    const { record, total } = entry;
    if (record.status === "running") return this.#answer(reply, entry.view);
    const state = rerunBackfill(record, total);
    const so = isOver(record) ? "every interval has a run that succeeded" : "wait for its end";
    if (state === undefined) return reply.reject(backfillIs(record.backfillId, record.status, so));
    const again = entry.with(state);
    this.#write(again).then(() => reply.resolve(again.view), reply.reject);
    this.#advance(record.backfillId);
  }

  #get({ backfillId, reply }: Extract<BackfillMessage, { type: "Get" }>): void {
    const entry = this.#entries.get(backfillId);
    if (entry === undefined) return reply.reject(backfillNotFound(backfillId));
    this.#answer(reply, entry);
  }

  #list({ query, reply }: Extract<BackfillMessage, { type: "List" }>): void {
    const { pipeline, after, limit } = query;
    const found = [...this.#entries.values()]
      .filter(({ record }) => pipeline === undefined || record.pipeline === pipeline)
      .filter(({ record }) => after === undefined || record.backfillId < after)
      .sort((a, b) => (a.record.backfillId < b.record.backfillId ? 1 : -1));
    const views = found.slice(0, limit).map(({ view }) => view);
    this.#answer(reply, views);
  }

  /** Not before what it tells of is written. */
  #answer<T>(reply: Reply<T>, value: T): void {
    this.#around.committer.settled().then(() => reply.resolve(value), reply.reject);
  }

  #byRequest(requestId: string): BackfillEntry | undefined {
    return [...this.#entries.values()].find(({ record }) => record.requestId === requestId);
  }

  #forgetOld(): void {
    const ended = [...this.#entries.values()]
      .filter(({ record }) => isOver(record))
      .map(({ record }) => record.backfillId);
    const old = ended.sort().slice(0, Math.max(0, ended.length - keptEnded));
    for (const backfillId of old) this.#entries.delete(backfillId);
    if (old.length > 0) this.#around.committer.rideAlong(old.map(backfillKey));
  }

  #write(entry: BackfillEntry): Promise<void> {
    this.#put(entry);
    return this.#around.committer.stage({ puts: [entry.put] });
  }

  #put(entry: BackfillEntry): void {
    const { backfillId, underWay } = entry.record;
    this.#entries.set(backfillId, entry);
    for (const { runId } of underWay) this.#byRun.set(runId, backfillId);
    this.#wakes.set(backfillId, entry.trouble?.tryAt);
  }

  #arm(): void {
    const at = this.#wakes.next();
    this.#timer?.cancel();
    if (at === undefined) return;
    const tell = () => this.#around.tell({ type: "Wake" });
    this.#timer = this.#around.clock.after(Math.max(0, at - this.#now()), tell);
  }

  #now(): number {
    return this.#around.clock.now();
  }
}

/** What a caller may not change under one request id. */
function bodyOf({ pipeline, from, to, params, parallel, order }: PlannedBackfill["record"]): string {
  return canonicalJson({ pipeline, from, to, params, parallel, order });
}

function unexpected(cause: unknown): TroupeError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new TroupeError(message, { code: "INTERNAL", reaction: "reject", cause });
}

/** The committer refuses when another coordinator leads: this actor is dropped with all others. */
function ignoreFenced(): void {}
