/**
 * All schedules: which tick is due, and its run. One timer, over a heap of them all.
 *
 *   waiting ── tick ──▶ minting ── run made, lastTick written with it ──▶ waiting
 *      ▲                   └────── refused: told, and tried again later ──▶ waiting
 *      └── resume ── paused ◀── pause
 *
 * A tick gets its run at most once, because the run and `lastTick` are one group; and at least once, because a tick after
 * `lastTick` is due until it is done with. While a run is made its schedule is left alone: what is said to it meanwhile
 * waits.
 */
import { TroupeError, unreachable } from "@troupe/core";
import type { Committer } from "../commit/committer.ts";
import type { CreateRunRequest } from "../engine.ts";
import type { Behaviour, Message, Reply } from "../kernel/actor.ts";
import type { EngineLog } from "../options.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { StateEntry } from "../ports/state-store.ts";
import type { ScheduleView, TurnRequest } from "./faces.ts";
import { scheduleNotFound } from "./refusals.ts";
import { ScheduleEntry } from "./schedule-entry.ts";
import {
  type PassedOver,
  progressKey,
  progressRecord,
  type ScheduleDefinition,
  type ScheduleProgress,
  untouched,
} from "./schedule-records.ts";
import type { StoredSchedule } from "./stored-schedules.ts";
import { WakeHeap } from "./wake-heap.ts";

export type ScheduleMessage = FromInside | FromCaller;

type FromInside = Message &
  (
    | { readonly type: "Wake" }
    /** Null: it was applied without a schedule. */
    | { readonly type: "Applied"; readonly pipeline: string; readonly definition: ScheduleDefinition | null }
    | { readonly type: "Minted"; readonly pipeline: string; readonly tick: number; readonly runId: string }
    | { readonly type: "Refused"; readonly pipeline: string; readonly tick: number; readonly error: unknown }
  );

type FromCaller = { reject(error: unknown): void } & (
  | ({
      readonly type: "Pause" | "Resume";
      readonly pipeline: string;
      readonly reply: Reply<ScheduleView>;
    } & TurnRequest)
  | { readonly type: "Get"; readonly pipeline: string; readonly reply: Reply<ScheduleView> }
  | {
      readonly type: "List";
      readonly after: string;
      readonly limit: number;
      readonly reply: Reply<readonly ScheduleView[]>;
    }
);

export interface ScheduleSurroundings {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly log: EngineLog;
  /** The wall clock may be set, and slowly followed: the next tick is looked at again at least so often. */
  readonly longestSleepMs: number;
  /** The id of the run; what is written `also` is in the group that makes it. */
  create(request: CreateRunRequest, also: (runId: string) => readonly StateEntry[]): Promise<string>;
  tell(message: ScheduleMessage): void;
}

/** Runs that are made at once: enough for full batches, and no more than the store takes in one. */
const mintingAtOnce = 50;

type OfOne = Exclude<ScheduleMessage, { type: "Wake" | "List" }>;

export class ScheduleActor implements Behaviour<ScheduleMessage> {
  readonly #around: ScheduleSurroundings;
  readonly #entries = new Map<string, ScheduleEntry>();
  readonly #wakes = new WakeHeap();
  /** Schedules whose run is being made, with what is said to each meanwhile. */
  readonly #minting = new Map<string, OfOne[]>();
  #timer: Timer | undefined;

  constructor(around: ScheduleSurroundings, stored: readonly StoredSchedule[]) {
    this.#around = around;
    for (const { definition, progress } of stored) this.#put(new ScheduleEntry(definition, progress));
    this.#arm();
  }

  receive(message: ScheduleMessage): void {
    switch (message.type) {
      case "Wake":
        this.#timer = undefined;
        this.#look();
        break;
      case "List":
        return this.#list(message);
      default:
        this.#take(message);
    }
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #take(message: OfOne): void {
    const waiting = this.#minting.get(message.pipeline);
    if (message.type === "Get" || message.type === "Minted" || message.type === "Refused") return this.#handle(message);
    if (waiting === undefined) return this.#handle(message);
    waiting.push(message);
  }

  #handle(message: OfOne): void {
    const entry = this.#entries.get(message.pipeline);
    switch (message.type) {
      case "Applied":
        return this.#applied(message.pipeline, message.definition, entry);
      case "Minted":
        this.#minted(entry, message);
        return this.#rest(message.pipeline);
      case "Refused":
        if (entry !== undefined) this.#refused(entry, message.tick, message.error);
        return this.#rest(message.pipeline);
      case "Get":
        if (entry === undefined) return message.reject(scheduleNotFound(message.pipeline));
        return this.#answer(message.reply, entry.view(this.#now()));
      case "Pause":
      case "Resume":
        if (entry === undefined) return message.reject(scheduleNotFound(message.pipeline));
        return this.#turn(entry, message);
      default:
        return unreachable(message);
    }
  }

  /** The definition is written already, together with its pipeline. */
  #applied(pipeline: string, definition: ScheduleDefinition | null, entry: ScheduleEntry | undefined): void {
    if (definition !== null) return this.#put(new ScheduleEntry(definition, entry?.progress ?? untouched));
    this.#entries.delete(pipeline);
    this.#wakes.set(pipeline, undefined);
  }

  #turn(entry: ScheduleEntry, { type, by, reason, reply }: Extract<OfOne, { type: "Pause" | "Resume" }>): void {
    const isPaused = entry.progress.paused !== null;
    const note = { by, reason, at: this.#now() };
    if (isPaused === (type === "Pause")) return this.#answer(reply, entry.view(this.#now()));
    const changed = entry.with(type === "Pause" ? { paused: note } : { paused: null, resumed: note });
    this.#write(changed).then(() => reply.resolve(changed.view(this.#now())), reply.reject);
  }

  #look(): void {
    const now = this.#now();
    while (this.#minting.size < mintingAtOnce) {
      const pipeline = this.#wakes.takeDue(now);
      const entry = pipeline === undefined ? undefined : this.#entries.get(pipeline);
      if (entry === undefined) return;
      this.#mind(entry, now);
    }
  }

  #mind(entry: ScheduleEntry, now: number): void {
    const { ticks, passedOver } = entry.due(now);
    const over: PassedOver | null =
      passedOver === null ? null : { ...passedOver, at: now, because: "they passed while nobody could run them" };
    const noted = over === null ? entry : entry.with({ lastTick: over.last, passedOver: over });
    const [tick] = ticks;
    if (tick !== undefined) return this.#mint(noted, tick);
    if (noted === entry) return this.#put(entry);
    void this.#write(noted).catch(ignoreFenced);
  }

  #mint(entry: ScheduleEntry, tick: number): void {
    const { pipeline, version, schedule } = entry.definition;
    this.#minting.set(pipeline, []);
    this.#entries.set(pipeline, entry);
    const progress = (runId: string) => entry.with({ lastTick: tick, lastRun: { runId, tick } }).progress;
    this.#around
      .create(
        {
          ...{ pipeline, version, params: schedule.params ?? {} },
          cause: { kind: "schedule", tick },
          interval: entry.timetable.interval(tick),
        },
        (runId) => [progressPut(pipeline, progress(runId))],
      )
      .then(
        (runId) => this.#around.tell({ type: "Minted", pipeline, tick, runId }),
        (error) => this.#around.tell({ type: "Refused", pipeline, tick, error }),
      );
  }

  #refused(entry: ScheduleEntry, tick: number, error: unknown): void {
    const now = this.#now();
    const refusal = error instanceof TroupeError ? error : unexpected(error);
    const { pipeline } = entry.definition;
    // What the pipeline's overlap policy skips is no trouble: it wants no run.
    if (refusal.code === "RUN_OVERLAPS") {
      const passedOver = { first: tick, last: tick, at: now, because: refusal.message };
      void this.#write(entry.with({ lastTick: tick, passedOver })).catch(ignoreFenced);
      return;
    }
    this.#around.log.warn({ pipeline, tick, error: refusal }, "a tick gets no run now; trying again");
    this.#put(entry.refused(tick, refusal, now));
  }

  /** Its run is made, or was refused: what was said meanwhile comes now. */
  #rest(pipeline: string): void {
    const waiting = this.#minting.get(pipeline) ?? [];
    this.#minting.delete(pipeline);
    for (const message of waiting) this.#handle(message);
    this.#look();
  }

  #minted(entry: ScheduleEntry | undefined, { tick, runId }: Extract<OfOne, { type: "Minted" }>): void {
    if (entry !== undefined) this.#put(entry.with({ lastTick: tick, lastRun: { runId, tick } }));
  }

  #write(entry: ScheduleEntry): Promise<void> {
    this.#put(entry);
    return this.#around.committer.stage({ puts: [progressPut(entry.definition.pipeline, entry.progress)] });
  }

  #put(entry: ScheduleEntry): void {
    const { pipeline } = entry.definition;
    this.#entries.set(pipeline, entry);
    this.#wakes.set(pipeline, entry.wakeAt());
  }

  #list({ after, limit, reply }: Extract<ScheduleMessage, { type: "List" }>): void {
    const names = [...this.#entries.keys()].filter((name) => name > after).sort();
    const now = this.#now();
    const found = names.slice(0, limit).flatMap((name) => this.#entries.get(name)?.view(now) ?? []);
    this.#answer(reply, found);
  }

  /** Not before what it tells of is written. */
  #answer<T>(reply: Reply<T>, value: T): void {
    this.#around.committer.settled().then(() => reply.resolve(value), reply.reject);
  }

  #arm(): void {
    const at = this.#wakes.next();
    this.#timer?.cancel();
    this.#timer = undefined;
    if (at === undefined || this.#minting.size >= mintingAtOnce) return;
    const delay = Math.min(this.#around.longestSleepMs, Math.max(0, at - this.#now()));
    this.#timer = this.#around.clock.after(delay, () => this.#around.tell({ type: "Wake" }));
  }

  #now(): number {
    return this.#around.clock.now();
  }
}

function progressPut(pipeline: string, progress: ScheduleProgress): StateEntry {
  return { key: progressKey(pipeline), value: progressRecord.encode(progress) };
}

function unexpected(cause: unknown): TroupeError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new TroupeError(message, { code: "INTERNAL", reaction: "reject", cause });
}

/** The committer refuses when another coordinator leads: this actor is dropped with all others. */
function ignoreFenced(): void {}
