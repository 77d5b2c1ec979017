/**
 * The feed's durable half: each append is one object of the archive, a segment, whose name ("feed/…") goes when all runs
 * in it have been dropped. Whatever happens to NATS, the feed is made again from the segments.
 */
import { randomBytes } from "node:crypto";
import { TroupeError } from "@troupe/core";
import { type Archive, type Clock, decode, encode, type FeedEntry } from "@troupe/engine";
import { areEntries } from "./feed-entry.ts";

const prefix = "feed/";
const pageSize = 1000;
const parallelReads = 8;

export class FeedSegments {
  readonly #archive: Archive;
  readonly #clock: Clock;
  /** The runs in each segment that have not been dropped. */
  readonly #runs = new Map<string, Set<string>>();
  /** Those that have been, in segments that others still need. */
  readonly #dropped = new Map<string, Set<string>>();
  #written = 0;

  constructor(archive: Archive, clock: Clock) {
    this.#archive = archive;
    this.#clock = clock;
  }

  /** Durable when it answers, with the segment's name. */
  async write(entries: readonly FeedEntry[]): Promise<string> {
    const name = this.#nextName();
    const { digest } = await this.#archive.put(encode(entries));
    await this.#archive.link(name, digest);
    this.#remember(name, entries);
    return name;
  }

  /** Empty if the segment is gone: all of its runs were dropped. */
  async read(name: string): Promise<readonly FeedEntry[]> {
    const digest = await this.#archive.resolve(name);
    if (digest === undefined) return [];
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#archive.read(digest)) pieces.push(piece);
    const entries = decode(Buffer.concat(pieces));
    if (!areEntries(entries)) throw damaged(name);
    return entries;
  }

  /** All that are there, oldest first, but those that the caller has no need of. */
  async *all(isKnown: (name: string) => boolean): AsyncGenerator<{ name: string; entries: readonly FeedEntry[] }> {
    const gone = new Set(this.#runs.keys());
    for (let after: string | undefined; ; ) {
      const options = { limit: pageSize };
      const names = await this.#archive.names(prefix, after === undefined ? options : { ...options, after });
      for (const name of names) gone.delete(name);
      const wanted = names.filter((name) => !isKnown(name));
      for (let start = 0; start < wanted.length; start += parallelReads) {
        const some = wanted.slice(start, start + parallelReads);
        const read = await Promise.all(some.map(async (name) => ({ name, entries: await this.read(name) })));
        for (const segment of read) {
          this.#remember(segment.name, segment.entries);
          yield segment;
        }
      }
      after = names.at(-1);
      if (after === undefined) break;
    }
    for (const name of gone) this.#forget(name);
  }

  /** Of these runs those that were dropped and still lie in a segment, as far as this coordinator has read them. */
  remains(runIds: ReadonlySet<string>): ReadonlySet<string> {
    return new Set([...this.#dropped.values()].flatMap((dropped) => [...dropped].filter((runId) => runIds.has(runId))));
  }

  /** Entries of one run, in the order in which they were written. Some may come twice. */
  async readRun(runId: string): Promise<readonly FeedEntry[]> {
    // Another coordinator may have written some: what is known already is read once more only for this run.
    for await (const _ of this.all((name) => this.#runs.has(name)));
    const found: FeedEntry[] = [];
    for (const name of [...this.#runs.keys()].sort()) {
      if (this.#runs.get(name)?.has(runId) !== true) continue;
      found.push(...(await this.read(name)).filter((entry) => entry.runId === runId));
    }
    return found;
  }

  /** Takes away the segments in which no other run lives, and answers their names. Durable when it answers. */
  async dropRuns(runIds: readonly string[]): Promise<readonly string[]> {
    const unlinked: string[] = [];
    for (const [name, runs] of this.#runs) {
      const dropped = runIds.filter((runId) => runs.has(runId));
      if (dropped.length === 0) continue;
      if (dropped.length === runs.size) {
        await this.#archive.unlink(name);
        this.#forget(name);
        unlinked.push(name);
      } else {
        const known = this.#dropped.get(name) ?? new Set();
        this.#dropped.set(name, known);
        for (const runId of dropped) {
          runs.delete(runId);
          known.add(runId);
        }
      }
    }
    return unlinked;
  }

  #forget(name: string): void {
    this.#runs.delete(name);
    this.#dropped.delete(name);
  }

  #remember(name: string, entries: readonly FeedEntry[]): void {
    if (!this.#runs.has(name)) this.#runs.set(name, new Set(entries.map(({ runId }) => runId)));
  }

  /** In the order of writing, as far as clocks agree; the end tells apart what two leaders write in one millisecond. */
  #nextName(): string {
    this.#written += 1;
    const at = Math.floor(this.#clock.now()).toString(36).padStart(9, "0");
    const count = (this.#written % 36 ** 5).toString(36).padStart(5, "0");
    return `${prefix}${at}-${count}-${randomBytes(6).toString("hex")}`;
  }
}

function damaged(name: string): TroupeError {
  return new TroupeError(`The archive's ${name} is no segment of the feed. Restore the archive from a backup.`, {
    code: "DATA_CORRUPT",
    reaction: "fatal",
    details: { name },
  });
}
