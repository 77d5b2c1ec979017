/**
 * What is new of live logs, for all who follow them: however many follow a log, it is read once, so many times a second at
 * most, and all are given the same items. Who takes them too slowly, or is elsewhere in the log, reads for itself and
 * comes back.
 */
import type { LogStreamName } from "@troupe/core";
import type { LogItem, LogQuery } from "../engine.ts";
import { Bell } from "./bell.ts";
import { type LogPlace, lengthOf, moveTo, readOn } from "./log-pass.ts";
import { Newsroom, type ReadingSurroundings } from "./newsroom.ts";

/** The first line after silence is told at once; what comes fast is gathered so long. */
const everyMs = 200;
/** That a follower may leave untaken. */
const mostUntaken = 1024 * 1024;

/** Which followers are told the same: those who are in the same attempt, and may go on to the same others. */
type TailQuery = Pick<LogQuery, "runId" | "task" | "streams"> & {
  readonly attempt: number | undefined;
  readonly from: number | undefined;
};

export class LogTails {
  readonly #around: ReadingSurroundings;
  readonly #tails = new Map<string, LogTail>();

  constructor(around: ReadingSurroundings) {
    this.#around = around;
  }

  /** From now on nothing that is new is missed. Throws what makes it impossible to follow the run. */
  async join({ runId, task, streams, attempt }: LogQuery, { number: from }: LogPlace): Promise<LogFollower> {
    const query: TailQuery = { runId, task, streams, attempt, from };
    const name = JSON.stringify([runId, task, streams, attempt, from]);
    const tail = this.#tails.get(name) ?? new LogTail(this.#around, query, (over) => this.#forget(name, over));
    this.#tails.set(name, tail);
    const follower = tail.enter();
    try {
      await tail.begun;
      return follower;
    } catch (error) {
      follower[Symbol.dispose]();
      throw error;
    }
  }

  #forget(name: string, tail: LogTail): void {
    if (this.#tails.get(name) === tail) this.#tails.delete(name);
  }
}

class LogTail {
  readonly #around: ReadingSurroundings;
  readonly #query: LogQuery;
  readonly #place: LogPlace;
  readonly #followers = new Set<LogFollower>();
  readonly #left = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  readonly #forget: (tail: LogTail) => void;

  constructor(around: ReadingSurroundings, { attempt, from, ...query }: TailQuery, forget: (tail: LogTail) => void) {
    this.#around = around;
    this.#query = { ...query, from: {}, follow: true, ...(attempt === undefined ? {} : { attempt }) };
    this.#place = { number: from, offsets: new Map() };
    this.#forget = forget;
    // Whoever has joined is told.
    this.#begun.promise.catch(() => {});
    void this.#follow().then(
      () => this.#end(undefined),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** It hears of whatever is new from here on. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  enter(): LogFollower {
    const follower = new LogFollower(this.#query, () => {
      this.#followers.delete(follower);
      if (this.#followers.size > 0) return;
      this.#forget(this);
      this.#left.abort();
    });
    this.#followers.add(follower);
    return follower;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#left;
    await using news = await Newsroom.open(this.#around, this.#query.runId, true);
    // SAFETY: after it hears of news, and before its followers look once more: so none falls between.
    await this.#goToEnd();
    this.#begun.resolve();
    while (!signal.aborted) {
      await news.wait(signal);
      const lookedAt = this.#around.clock.monotonic();
      if (await this.#pass(signal)) return;
      await this.#rest(lookedAt + everyMs - this.#around.clock.monotonic(), signal);
    }
  }

  /** What is there already each follower reads for itself. */
  async #goToEnd(): Promise<void> {
    const { number, offsets } = this.#place;
    if (number === undefined) return;
    const { runId, streams } = this.#query;
    const { isLive } = await this.#around.look(runId, () => undefined);
    for (const stream of streams)
      offsets.set(stream, await lengthOf(this.#around, this.#query, number, stream, isLive));
  }

  async #pass(signal: AbortSignal): Promise<boolean> {
    const pass = readOn(this.#around, this.#query, this.#place, signal);
    for (let next = await pass.next(); ; next = await pass.next()) {
      if (next.done) return next.value;
      for (const follower of this.#followers) follower.take(next.value);
    }
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0 || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = this.#around.clock.after(ms, wake);
    signal.addEventListener("abort", wake, { once: true });
    await promise;
    signal.removeEventListener("abort", wake);
    timer.cancel();
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    this.#forget(this);
    if (failure === undefined) this.#begun.resolve();
    else this.#begun.reject(failure.error);
    for (const follower of this.#followers) follower.end(failure);
  }
}

export class LogFollower implements Disposable {
  readonly #query: Pick<LogQuery, "streams">;
  readonly #bell = new Bell();
  readonly #leave: () => void;
  #items: LogItem[] = [];
  #bytes = 0;
  #hasMissed = false;
  #ended: { readonly failure: { readonly error: unknown } | undefined } | undefined;

  constructor(query: Pick<LogQuery, "streams">, leave: () => void) {
    this.#query = query;
    this.#leave = leave;
  }

  take(item: LogItem): void {
    this.#bytes += item.data.length;
    if (this.#bytes > mostUntaken) this.#miss();
    else this.#items.push(item);
    this.#bell.ring();
  }

  end(failure: { readonly error: unknown } | undefined): void {
    this.#ended = { failure };
    this.#bell.ring();
  }

  /**
   * Yields what goes on from the place, and moves it. Returns true where whoever reads has to read on by itself before it
   * comes back; false when there is no more to come from here. Throws what ended the following.
   */
  async *read(place: LogPlace, signal: AbortSignal): AsyncGenerator<LogItem, boolean> {
    while (!signal.aborted) {
      if (this.#hasMissed) {
        this.#hasMissed = false;
        return true;
      }
      const item = this.#items.shift();
      if (item !== undefined) {
        this.#bytes -= item.data.length;
        const rest = follows(item, place, this.#query);
        if (rest === "elsewhere") return true;
        if (rest !== undefined) yield rest;
      } else if (this.#ended === undefined) await this.#bell.wait(signal);
      else if (this.#ended.failure === undefined) return false;
      else throw this.#ended.failure.error;
    }
    return false;
  }

  [Symbol.dispose](): void {
    this.#leave();
  }

  #miss(): void {
    this.#hasMissed = true;
    this.#items = [];
    this.#bytes = 0;
  }
}

/** What of an item goes on from a place: the item itself, if nothing of it is known yet. Moves the place behind it. */
function follows(item: LogItem, place: LogPlace, query: Pick<LogQuery, "streams">): LogItem | "elsewhere" | undefined {
  const { attempt, stream, offset, data, gap } = item;
  const begin = offset - gap;
  if (place.number === undefined || attempt > place.number) {
    if (begin > 0) return "elsewhere";
    moveTo(place, query, attempt);
  }
  const read = readTo(place, stream);
  if (attempt < (place.number ?? 0) || offset + data.length <= read) return undefined;
  if (begin > read) return "elsewhere";
  place.offsets.set(stream, offset + data.length);
  if (begin === read) return item;
  const known = Math.max(0, read - offset);
  return { ...item, offset: offset + known, data: data.subarray(known), gap: Math.max(0, offset - read) };
}

function readTo({ offsets }: LogPlace, stream: LogStreamName): number {
  return offsets.get(stream) ?? 0;
}
