/**
 * The one way into the state store. Groups that are staged while a batch is in flight ride in the next one; a group is
 * never split, and groups are committed in the order in which they were staged.
 *
 * Each batch carries the term and the marker of the batch before it, and is sent again until its outcome is known: it
 * applies once, or the store refuses it because its marker is there already. Nothing is decided from a read. Fenced
 * means that another term leads: every group that waits is refused, and the engine steps down.
 */
import { TroupeError } from "@troupe/core";
import { encode } from "../codec.ts";
import { failpoint } from "../failpoint.ts";
import type { Clock } from "../ports/clock.ts";
import type { FeedEntry } from "../ports/event-feed.ts";
import type { FencedBatch, StateStore } from "../ports/state-store.ts";
import { outboxKey } from "../records/keys.ts";
import { bytesOf, type Group, guessOf, operationsOf, sizeOf, type Writes } from "./group.ts";

export type { Group };

export interface CommitterOptions {
  readonly store: StateStore;
  readonly term: number;
  readonly clock: Clock;
  /** Called with what each batch put into the outbox, after it is durable and before those who staged it are told. */
  onCommitted(outboxKey: string, entries: readonly FeedEntry[]): void;
  onFenced(): void;
  /** The store refused a batch for good, or whoever is told of one failed: nothing more can be written. */
  onFailed(error: unknown): void;
  /** Told about batches whose outcome is not known yet; the same batch is sent again. */
  onTrouble?(error: unknown, attempt: number): void;
  onBatch?(batch: { readonly operations: number; readonly ms: number }): void;
  /** Runs a function once everything that is ready has been handled. Default: setImmediate. */
  readonly soon?: (call: () => void) => void;
}

/** Deletes that wait for a batch to ride with; as many, or as many as one takes, make a batch of their own. */
const ridersLimit = 500;

/** Of its quota, what the store may hold before no new work is taken. */
const admittedShare = 0.8;
const usageEveryMs = 5000;

interface Staged {
  readonly group: Group;
  readonly operations: number;
  /** With a guess for what it adds to the outbox. */
  readonly bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

const outboxKeyBytes = outboxKey(0, 0).length;

export class Committer {
  readonly #options: CommitterOptions;
  #waiting: Staged[] = [];
  #riders: string[] = [];
  #marker = 0;
  #state: "idle" | "scheduled" | "flying" | "closed" = "idle";
  #refusal: TroupeError | undefined;
  #full: TroupeError | undefined;
  #usage: { readonly bytes: number; readonly quota: number | null } = { bytes: 0, quota: null };
  #usageAskedAt = Number.NEGATIVE_INFINITY;
  #last: Promise<void> = Promise.resolve();

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the group is durable. Throws TroupeError(reject, "RECORD_TOO_LARGE"), and stages nothing, if the store
   * would never take it: a group is never split, so whoever makes one keeps it small.
   */
  stage(group: Group): Promise<void> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    const staged = { group, operations: operationsOf(group), bytes: sizeOf(group) };
    this.#checkSize(staged);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ ...staged, resolve, reject });
    this.#last = promise;
    // Whoever staged the group handles its failure; `settled` only waits.
    promise.catch(() => {});
    this.#schedule();
    return promise;
  }

  /** Deletes that nobody waits for: they go with the next batch. */
  rideAlong(deletes: readonly string[]): void {
    for (const key of deletes) this.#riders.push(key);
    if (this.#hasRiders()) this.#schedule();
  }

  /**
   * Throws STORE_FULL while a batch waits for space, so that whoever brings new work is told, instead of waiting too; and
   * when the store is nearly full, so that what is live can end and make room. By what it held a few seconds ago.
   */
  checkSpace(): void {
    if (this.#full !== undefined) throw this.#full;
    this.#askUsage();
    const { bytes, quota } = this.#usage;
    if (quota !== null && bytes > quota * admittedShare) throw nearlyFull(bytes, quota);
  }

  /** Resolves when everything staged so far is durable; rejects if it will not be. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** Refuses what waits and everything after; the batch in flight ends on its own. */
  close(refusal: TroupeError): void {
    this.#refusal ??= refusal;
    this.#state = "closed";
    for (const staged of this.#waiting.splice(0)) staged.reject(this.#refusal);
  }

  #schedule(): void {
    if (this.#state !== "idle") return;
    this.#state = "scheduled";
    (this.#options.soon ?? setImmediate)(() => void this.#fly());
  }

  /**
   * One batch. The next one leaves a turn of the event loop later: what came in while this one was written is heard
   * first, and rides along. Without that turn a store that blocks the loop gets a batch for every message.
   */
  async #fly(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "flying";
    const { batch, staged, entries } = this.#next();
    try {
      await this.#write(batch, staged, entries);
    } catch (error) {
      for (const each of staged) each.reject(error);
      this.close(broken(error));
      this.#options.onFailed(error);
    }
  }

  async #write(batch: FencedBatch, staged: readonly Staged[], entries: readonly FeedEntry[]): Promise<void> {
    const outcome = await this.#send(batch);
    if (outcome === "fenced") return this.#fenced(staged);
    this.#marker = batch.marker;
    if (entries.length > 0) this.#options.onCommitted(outboxKey(batch.term, batch.marker), entries);
    for (const each of staged) each.resolve();
    if (this.#refusal !== undefined) return;
    this.#state = "idle";
    if (this.#waiting.length > 0 || this.#hasRiders()) this.#schedule();
  }

  #askUsage(): void {
    const { store, clock } = this.#options;
    if (clock.monotonic() - this.#usageAskedAt < usageEveryMs) return;
    this.#usageAskedAt = clock.monotonic();
    store.usage().then(
      (usage) => {
        this.#usage = usage;
      },
      // What it held last is still the best guess.
      () => {},
    );
  }

  #hasRiders(): boolean {
    return this.#riders.length >= Math.min(ridersLimit, this.#options.store.limits.operations);
  }

  /** What an entry of the outbox takes is a guess, and known only when it is written: a batch that is too large is halved. */
  #next(): { readonly batch: FencedBatch; readonly staged: readonly Staged[]; readonly entries: readonly FeedEntry[] } {
    for (let count = this.#fitting(); ; count = Math.floor(count / 2)) {
      const staged = this.#waiting.slice(0, count);
      const entries = mergeEntries(staged.map(({ group }) => group.entry));
      const writes = this.#writes(staged, entries);
      if (count > 1 && bytesOf(writes) > this.#options.store.limits.bytes) continue;
      this.#waiting.splice(0, count);
      return { staged, entries, batch: this.#batch(writes) };
    }
  }

  /** How many of those that wait go into one batch, by the guess; the first always does. */
  #fitting(): number {
    const { limits } = this.#options.store;
    let operations = 1;
    let bytes = 0;
    let count = 0;
    for (const staged of this.#waiting) {
      operations += staged.operations;
      bytes += staged.bytes;
      if (count > 0 && (operations > limits.operations || bytes > limits.bytes)) break;
      count += 1;
    }
    return count;
  }

  #writes(staged: readonly Staged[], entries: readonly FeedEntry[]): Writes {
    const puts = new Map<string, Uint8Array>();
    const deletes = new Set<string>();
    for (const { group } of staged) {
      for (const key of group.deletes ?? []) {
        puts.delete(key);
        deletes.add(key);
      }
      for (const { key, value } of group.puts ?? []) {
        deletes.delete(key);
        puts.set(key, value);
      }
    }
    if (entries.length > 0) puts.set(outboxKey(this.#options.term, this.#marker + 1), encode(entries));
    return { puts, deletes };
  }

  #batch(writes: Writes): FencedBatch {
    this.#board(writes);
    return {
      term: this.#options.term,
      previous: this.#marker,
      marker: this.#marker + 1,
      puts: [...writes.puts].map(([key, value]) => ({ key, value })),
      deletes: [...writes.deletes],
    };
  }

  /** Lets those ride along for whom there is room. What is written again meanwhile stays. */
  #board({ puts, deletes }: Writes): void {
    const { limits } = this.#options.store;
    let bytes = bytesOf({ puts, deletes });
    let boarded = 0;
    for (const key of this.#riders) {
      bytes += key.length;
      if (puts.size + deletes.size >= limits.operations || bytes > limits.bytes) break;
      if (!puts.has(key)) deletes.add(key);
      boarded += 1;
    }
    this.#riders.splice(0, boarded);
  }

  /** Measures what is only guessed if that could matter: events repeat what the records say that they change. */
  #checkSize({ group, operations, bytes }: Omit<Staged, "resolve" | "reject">): void {
    const { limits } = this.#options.store;
    const outbox = group.entry === undefined ? 0 : 1;
    if (operations + outbox <= limits.operations && bytes <= limits.bytes / 4) return;
    const exact =
      bytes - guessOf(group) + (group.entry === undefined ? 0 : encode([group.entry]).length + outboxKeyBytes);
    if (operations + outbox <= limits.operations && exact <= limits.bytes) return;
    throw new TroupeError(
      `What is written at once has ${operations} records and ${exact} bytes; the store takes ${limits.operations} and ` +
        `${limits.bytes}. Nothing was written. Move large values out of params and outputs, into artifacts.`,
      { code: "RECORD_TOO_LARGE", reaction: "reject" },
    );
  }

  /** SAFETY: an unknown outcome is settled by sending the very same batch, never by reading. */
  async #send(batch: FencedBatch): Promise<"committed" | "fenced"> {
    const { store, clock } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const began = clock.monotonic();
      try {
        failpoint("batch-before-commit");
        const outcome = await store.commit(batch);
        failpoint("batch-committed");
        this.#full = undefined;
        this.#options.onBatch?.({
          operations: batch.puts.length + batch.deletes.length,
          ms: clock.monotonic() - began,
        });
        return outcome;
      } catch (error) {
        if (!(error instanceof TroupeError) || error.reaction !== "retry") throw error;
        if (error.code === "STORE_FULL") this.#full = error;
        this.#options.onTrouble?.(error, attempt);
        if (this.#refusal !== undefined) return "fenced";
        await pause(clock, Math.min(1000, 10 * 2 ** attempt));
      }
    }
  }

  #fenced(staged: readonly Staged[]): void {
    const refusal = new TroupeError("Another coordinator leads: nothing more is written here. Ask the leader.", {
      code: "NOT_LEADER",
      reaction: "step-down",
    });
    for (const each of staged) each.reject(refusal);
    this.close(refusal);
    this.#options.onFenced();
  }
}

function nearlyFull(bytes: number, quota: number): TroupeError {
  return new TroupeError(
    `The state store holds ${bytes} of ${quota} bytes: nothing new is taken until runs have ended or the quota is raised.`,
    { code: "STORE_FULL", reaction: "retry" },
  );
}

function broken(cause: unknown): TroupeError {
  return new TroupeError("The state store takes nothing more: this coordinator steps down. Its log says why.", {
    code: "NOT_LEADER",
    reaction: "step-down",
    cause,
  });
}

function pause(clock: Clock, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(ms, resolve);
  return promise;
}

/** One entry a run: what it said in this batch, in order. */
function mergeEntries(entries: readonly (FeedEntry | undefined)[]): readonly FeedEntry[] {
  const merged = new Map<string, FeedEntry & { events: FeedEntry["events"][number][] }>();
  for (const entry of entries) {
    if (entry === undefined) continue;
    const known = merged.get(entry.runId);
    if (known === undefined) merged.set(entry.runId, { ...entry, events: [...entry.events] });
    else known.events.push(...entry.events);
  }
  return [...merged.values()];
}
