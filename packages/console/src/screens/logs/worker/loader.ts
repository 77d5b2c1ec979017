/**
 * Brings the log here: of each attempt the end first, the newest attempt first, so that something is there at once; then
 * the beginnings, as long as there is room for them.
 */
import type { AttemptLog } from "../book/attempt-log.ts";
import type { LogBook } from "../book/log-book.ts";
import { streamNames } from "../text/parts-reader.ts";
import { type PartsRequest, readParts } from "./read-parts.ts";

/** Of each stream, at first. */
const tailBytes = 256 * 1024;
/** So much is asked for at once: between two of them there is a look at the memory. */
const pieceBytes = 16 * 1024 * 1024;

export interface LoaderEvents {
  readonly onTail: (attempt: AttemptLog) => void;
  readonly onNews: () => void;
  readonly onFailure: (error: unknown) => void;
}

export class Loader {
  readonly #book: LogBook;
  readonly #of: { readonly runId: string; readonly task: string };
  readonly #events: LoaderEvents;
  readonly #stopping = new AbortController();
  readonly #asked = new Set<number>();
  readonly #tails: number[] = [];
  readonly #heads: AttemptLog[] = [];
  #current: AttemptLog | undefined;
  #isRunning = false;

  constructor(book: LogBook, of: { readonly runId: string; readonly task: string }, events: LoaderEvents) {
    this.#book = book;
    this.#of = of;
    this.#events = events;
  }

  /** Nothing has been asked for, or something has not come yet. */
  get isLoading(): boolean {
    return this.#isRunning;
  }

  isLoadingHead(attempt: AttemptLog): boolean {
    return this.#current === attempt || (this.#book.hasRoomForHeads && this.#heads.includes(attempt));
  }

  load(numbers: readonly number[]): void {
    const fresh = numbers.filter((number) => !this.#asked.has(number)).sort((a, b) => b - a);
    for (const number of fresh) this.#asked.add(number);
    this.#tails.push(...fresh);
    if (!this.#isRunning && fresh.length > 0) void this.#run();
  }

  close(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (!this.#stopping.signal.aborted) {
        const tail = this.#tails.shift();
        if (tail !== undefined) await this.#tail(this.#book.attempt(tail));
        else {
          const head = this.#book.hasRoomForHeads ? this.#heads.shift() : undefined;
          if (head === undefined) break;
          await this.#head(head);
        }
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#events.onFailure(error);
    } finally {
      this.#isRunning = false;
      this.#current = undefined;
      this.#events.onNews();
    }
  }

  async #tail(attempt: AttemptLog): Promise<void> {
    const request = { ...this.#of, attempt: attempt.number, streams: streamNames, tailBytes };
    await this.#read(request, (part) => this.#book.append(part), false);
    if (attempt.begins().length > 0) this.#heads.push(attempt);
    this.#events.onTail(attempt);
  }

  /** The short streams first: then the lines of the long one find their place among theirs as they come. */
  async #head(attempt: AttemptLog): Promise<void> {
    this.#current = attempt;
    const begins = attempt.begins().toSorted((a, b) => a.offset - b.offset);
    attempt.beginHead();
    for (const { stream, offset: end } of begins)
      for (let offset = 0; offset < end; offset += pieceBytes) {
        if (!this.#book.hasRoomForHeads || attempt.head === undefined) return;
        const name = streamNames[stream] ?? "LOG_STREAM_STDOUT";
        const request: PartsRequest = {
          ...this.#of,
          attempt: attempt.number,
          streams: [name],
          from: [{ stream: name, offset }],
          limitBytes: Math.min(pieceBytes, end - offset),
        };
        await this.#read(request, (part) => attempt.appendHead(part), true);
        if (this.#stopping.signal.aborted) return;
      }
    attempt.endHead();
    this.#current = undefined;
  }

  async #read(request: PartsRequest, take: Parameters<typeof readParts>[2], isNews: boolean): Promise<void> {
    await readParts(request, this.#stopping.signal, (part) => {
      take(part);
      if (isNews) this.#events.onNews();
    });
  }
}
