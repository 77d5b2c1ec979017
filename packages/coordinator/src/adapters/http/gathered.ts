/**
 * What is told to a reader of live streams: the first event after silence at once, what comes fast gathered into one write.
 * Reading never comes before the work of runs: of all readers few are written to in each turn of the event loop.
 */
import type { Writable } from "node:stream";
import type { Sink } from "../../api/pump.ts";

/** A person sees no difference; fifty readers cost a fifth. */
const gatherMs = 100;
/** Whoever tells more waits until it is written. */
const mostGathered = 64 * 1024;
const writesATurn = 4;

/** Whose turn it is to be written to, for all readers together. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Calls it in one of the next turns of the event loop. */
  next(write: () => void): void {
    this.#waiting.push(write);
    if (this.#isTaken) return;
    this.#isTaken = true;
    setImmediate(() => this.#take());
  }

  #take(): void {
    for (const write of this.#waiting.splice(0, writesATurn)) write();
    this.#isTaken = this.#waiting.length > 0;
    if (this.#isTaken) setImmediate(() => this.#take());
  }
}

export class Gathered implements Sink {
  readonly #target: Writable;
  readonly #turns: Turns;
  #text = "";
  #timer: NodeJS.Timeout | undefined;
  #hasTurn = false;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #onDrain: (() => void)[] = [];

  constructor(target: Writable, turns: Turns) {
    this.#target = target;
    this.#turns = turns;
  }

  write(text: string): boolean {
    this.#text += text;
    const isFull = this.#text.length >= mostGathered;
    const inMs = isFull ? 0 : this.#writtenAt + gatherMs - performance.now();
    if (inMs <= 0) this.#takeTurn();
    else if (!this.#hasTurn) this.#timer ??= setTimeout(() => this.#takeTurn(), inMs);
    return !isFull;
  }

  once(_event: "drain", call: () => void): void {
    this.#onDrain.push(call);
  }

  /** Nothing comes any more: what is gathered is written now. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#text !== "") this.#target.write(this.#text);
    this.#text = "";
  }

  #takeTurn(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#hasTurn) return;
    this.#hasTurn = true;
    this.#turns.next(() => this.#whenDrained(() => this.#send()));
  }

  #send(): void {
    this.#hasTurn = false;
    if (this.#text === "" || this.#target.destroyed) return;
    this.#target.write(this.#text);
    this.#text = "";
    this.#writtenAt = performance.now();
    this.#whenDrained(() => {
      for (const call of this.#onDrain.splice(0)) call();
    });
  }

  /** A reader that takes nothing is given nothing: what waits for it must not fill the memory. */
  #whenDrained(then: () => void): void {
    if (this.#target.writableNeedDrain) this.#target.once("drain", then);
    else then();
  }
}
