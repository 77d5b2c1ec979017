/**
 * Brings the log here: of each attempt the end first, the newest attempt first, so that something is there at once; then
 * the beginnings, as long as there is room for them.
 */
import type { AttemptLog } from "../book/attempt-log.ts";
import type { LogBook } from "../book/log-book.ts";
import { streamNames } from "../text/parts-reader.ts";
import { type PartsRequest, RefusedError, readParts } from "./read-parts.ts";

/** Of each stream, at first. */
const tailBytes = 256 * 1024;
/** So much is asked for at once: between two of them there is a look at the memory. */
const pieceBytes = 16 * 1024 * 1024;
/** Before the first beginning: until then the end is being drawn, on the same processors. */
const headDelayMs = 400;

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
  /** Attempts whose end is here. */
  readonly #ends = new Set<AttemptLog>();
  readonly #tails: (number | "newest")[] = [];
  readonly #heads: AttemptLog[] = [];
  #current: AttemptLog | undefined;
  #isRunning = false;
  /** Which attempts there are: before that is known, no beginning keeps an end waiting. */
  #isTold = false;
  #hasWaited = false;

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

  /** One round trip sooner than by its number, which the page has yet to hear. */
  loadNewest(): void {
    if (this.#asked.size > 0) return;
    this.#tails.push("newest");
    if (!this.#isRunning) void this.#run();
  }

  load(numbers: readonly number[]): void {
    this.#isTold = true;
    const fresh = numbers.filter((number) => !this.#asked.has(number)).sort((a, b) => b - a);
    for (const number of fresh) this.#asked.add(number);
    this.#tails.push(...fresh);
    if (!this.#isRunning && (fresh.length > 0 || this.#heads.length > 0)) void this.#run();
  }

  close(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (!this.#stopping.signal.aborted) {
        const tail = this.#tails.shift();
        if (tail === "newest") await this.#newest();
        else if (tail !== undefined) await this.#tail(this.#book.attempt(tail));
        else if (!(await this.#nextHead())) break;
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#events.onFailure(error);
    } finally {
      this.#isRunning = false;
      this.#current = undefined;
      this.#events.onNews();
    }
  }

  async #newest(): Promise<void> {
    let attempt: AttemptLog | undefined;
    try {
      await this.#read({ ...this.#of, streams: streamNames, tailBytes }, (part) => {
        this.#book.append(part);
        attempt = this.#book.attempt(part.attempt);
      });
    } catch (error) {
      // A task that is not there yet: the page says so, and asks by number once there are any.
      if (!(error instanceof RefusedError)) throw error;
    }
    if (attempt !== undefined) this.#hasEnd(attempt);
  }

  async #tail(attempt: AttemptLog): Promise<void> {
    if (this.#ends.has(attempt)) return;
    const request = { ...this.#of, attempt: attempt.number, streams: streamNames, tailBytes };
    await this.#read(request, (part) => this.#book.append(part));
    this.#hasEnd(attempt);
  }

  #hasEnd(attempt: AttemptLog): void {
    this.#ends.add(attempt);
    this.#asked.add(attempt.number);
    if (attempt.begins().length > 0) this.#heads.push(attempt);
    this.#events.onTail(attempt);
  }

  /** False if there is none that may be loaded. */
  async #nextHead(): Promise<boolean> {
    if (!this.#isTold || !this.#book.hasRoomForHeads || this.#heads.length === 0) return false;
    if (!this.#hasWaited) {
      this.#hasWaited = true;
      await new Promise((resolve) => setTimeout(resolve, headDelayMs));
      // An end may be wanted since: those go first.
      return true;
    }
    const head = this.#heads.shift();
    if (head !== undefined) await this.#head(head);
    return true;
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
        await this.#read(request, (part) => {
          attempt.appendHead(part);
          this.#events.onNews();
        });
        if (this.#stopping.signal.aborted) return;
      }
    attempt.endHead();
    this.#current = undefined;
  }

  async #read(request: PartsRequest, take: Parameters<typeof readParts>[2]): Promise<void> {
    await readParts(request, this.#stopping.signal, take);
  }
}
