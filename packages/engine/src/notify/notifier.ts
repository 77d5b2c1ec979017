/**
 * Sends what somebody is to be told: the leader alone, at least once, with the same id each time. What is due stands in
 * the store before it is sent, and what became of it after: a leader that dies in between has a successor that sends it
 * again. Nobody waits for it: runs end, and are sealed, whatever becomes of their notices.
 */
import { type Notice, TroupeError, textOf } from "@troupe/core";
import type { Committer } from "../commit/committer.ts";
import { failpoint } from "../failpoint.ts";
import type { EngineLog } from "../options.ts";
import type { Clock } from "../ports/clock.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { StateStore } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import { Lane } from "./lane.ts";
import {
  dueKey,
  duePrefix,
  firstRecord,
  type NoticeRecord,
  noticeRecord,
  settledKey,
  settledPrefix,
} from "./notice-record.ts";

export interface NotifierOptions {
  readonly store: StateStore;
  readonly committer: Committer;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly messenger: Messenger;
  /** What a task wrote last, or as much of it as there is when the signal aborts. Whatever it throws leaves it out. */
  readonly lastLines: (notice: Notice, signal: AbortSignal) => Promise<readonly string[]>;
  /** Where people see the run; null if that is not known. */
  readonly linkTo: (runId: string) => string | null;
}

/** Of one attempt to send: whoever takes longer is tried again later. */
const sendMs = 15_000;
const readMs = 3000;
/** From the event on. */
const giveUpAfterMs = 24 * 3_600_000;
const keepMs = 14 * 24 * 3_600_000;
const pausesMs = [1000, 5000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000] as const;

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #stopped = new AbortController();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** What an earlier leader has left. */
  async recover(): Promise<number> {
    let due = 0;
    for await (const { key, value } of scanAll(this.#options.store, duePrefix)) {
      due += 1;
      this.#take(key, value, undefined);
    }
    return due;
  }

  /** It is in the store. */
  post(notice: Notice): void {
    this.#queue(firstRecord(notice));
  }

  /** Those whose outcome is old enough to be forgotten, in the next batch. */
  async tidy(): Promise<void> {
    const { store, clock, committer } = this.#options;
    const old: string[] = [];
    for await (const { key, value } of scanAll(store, settledPrefix)) {
      const { settledAt } = noticeRecord.decode(value);
      // Runs that are older come first: what they were told of is older, too, by and large.
      if (settledAt !== null && clock.now() - settledAt <= keepMs) break;
      old.push(key);
    }
    committer.rideAlong(old);
  }

  stop(): void {
    this.#stopped.abort();
    for (const lane of this.#lanes.values()) lane.stop();
  }

  #queue(record: NoticeRecord): void {
    const { connection } = record.notice.target;
    const lane = this.#lanes.get(connection) ?? this.#open(connection);
    lane.add(record);
  }

  #open(connection: string): Lane {
    const lane: Lane = new Lane({
      clock: this.#options.clock,
      send: (record) => this.#send(record, lane),
      onRoom: () => void this.#refill(connection),
    });
    this.#lanes.set(connection, lane);
    return lane;
  }

  async #refill(connection: string): Promise<void> {
    try {
      for await (const { key, value } of scanAll(this.#options.store, duePrefix)) this.#take(key, value, connection);
    } catch (error) {
      // They stay where they are; the next leader, if nothing else, finds them.
      this.#options.log.warn({ error, connection }, "notices that are due could not be read");
    }
  }

  #take(key: string, value: Uint8Array, connection: string | undefined): void {
    try {
      const record = noticeRecord.decode(value);
      if (connection === undefined || record.notice.target.connection === connection) this.#queue(record);
    } catch (error) {
      this.#options.log.error({ key, error }, "a notice cannot be read and is left out");
    }
  }

  async #send(record: NoticeRecord, lane: Lane): Promise<void> {
    const { clock, log } = this.#options;
    const { notice } = record;
    const attempts = record.attempts + 1;
    try {
      await this.#attempt(notice);
      failpoint("notice-sent");
      await this.#settle({ ...record, status: "sent", attempts, settledAt: clock.now(), problem: "" });
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      const isFinal = error instanceof TroupeError && error.reaction === "reject";
      const pauseMs = this.#pauseAfter(attempts, error, lane);
      const isOver = isFinal || clock.now() + pauseMs > notice.at + giveUpAfterMs;
      const facts = { notice: notice.id, connection: notice.target.connection, attempts, problem };
      log.warn(
        facts,
        isOver ? "a notice could not be sent and is given up" : "a notice could not be sent; trying again",
      );
      const failed = { ...record, attempts, problem: problem.slice(0, 1000) };
      if (isOver) await this.#settle({ ...failed, status: "given-up", settledAt: clock.now() }).catch(() => {});
      else await this.#retry({ ...failed, nextAt: clock.now() + pauseMs }).catch(() => {});
    }
  }

  /** At most as long as it may take, whether the messenger knows that or not. */
  async #attempt(notice: Notice): Promise<void> {
    const { messenger, clock, linkTo } = this.#options;
    const lastLines = await this.#lastLines(notice);
    const text = textOf(notice, { lastLines, link: linkTo(notice.runId) });
    const message = { id: notice.id, target: notice.target, text, notice, sentAt: clock.now() };
    await this.#within(sendMs, (signal) => messenger.send(message, signal));
  }

  async #lastLines(notice: Notice): Promise<readonly string[]> {
    if (notice.cause !== "failed" || notice.task === null) return [];
    const { clock, lastLines } = this.#options;
    const enough = new AbortController();
    const timer = clock.after(readMs, () => enough.abort());
    // What has come by then is told; a store that does not even hear that it is enough is left alone.
    const read = (signal: AbortSignal) => lastLines(notice, AbortSignal.any([signal, enough.signal]));
    return this.#within(readMs + 1000, read)
      .catch(() => [])
      .finally(() => timer.cancel());
  }

  async #within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, this.#stopped.signal]);
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = this.#options.clock.after(ms, () => late.abort(tooSlow(ms)));
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    try {
      return await Promise.race([work(signal), promise]);
    } finally {
      timer.cancel();
    }
  }

  #pauseAfter(attempts: number, error: unknown, lane: Lane): number {
    const usual = pausesMs[Math.min(attempts, pausesMs.length) - 1] ?? 0;
    const asked = error instanceof TroupeError ? Number(error.details.retryAfterMs ?? 0) : 0;
    if (!(asked > 0)) return usual;
    // Whoever is asked for quiet keeps quiet with everything.
    const pauseMs = Math.min(asked, 3_600_000);
    lane.pause(pauseMs);
    return Math.max(usual, pauseMs);
  }

  async #settle(record: NoticeRecord): Promise<void> {
    const { id } = record.notice;
    const put = { key: settledKey(id), value: noticeRecord.encode(record) };
    await this.#options.committer.stage({ deletes: [dueKey(id)], puts: [put] });
  }

  async #retry(record: NoticeRecord): Promise<void> {
    const { id } = record.notice;
    await this.#options.committer.stage({ puts: [{ key: dueKey(id), value: noticeRecord.encode(record) }] });
    // Behind this turn: its lane still counts it among those under way.
    this.#options.clock.after(0, () => this.#queue(record));
  }
}

function tooSlow(ms: number): TroupeError {
  return new TroupeError(`There was no answer within ${ms / 1000} s.`, { code: "NOTIFY_FAILED", reaction: "retry" });
}
