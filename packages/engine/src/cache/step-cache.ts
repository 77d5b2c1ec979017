/**
 * Results that count again. They lie in the archive under names made of what they were made of; a second name tells of
 * the last result of each task, so that a miss can say what is different.
 *
 * Only a hint: what cannot be looked up is made anew, and what cannot be remembered is made again the next time. A result
 * counts only if all the artifacts in it are still there; a look keeps them there for another day.
 */
import { type CacheAnswer, type Digest, isObject, type Output } from "@troupe/core";
import { digestsIn } from "../archive/live-digests.ts";
import type { EngineLog } from "../options.ts";
import type { Archive } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import { slimOutput } from "../records/records.ts";
import { loadOutput } from "../records/spilled.ts";
import { putText, readText } from "../sealing/archive-text.ts";
import { type CacheParts, cacheKey, differences } from "./cache-key.ts";

/** A result that was made, and where. */
export interface CacheEntry {
  readonly format: 1;
  readonly parts: CacheParts;
  readonly output: Output | null;
  readonly runId: string;
  readonly task: string;
  readonly at: number;
}

/** Which task a result is of: the same in every run of its pipeline. */
export interface CachePlace {
  readonly pipeline: string;
  readonly task: string;
}

export interface CacheSurroundings {
  readonly archive: Archive;
  readonly clock: Pick<Clock, "now">;
  readonly log: EngineLog;
}

export const cacheNames = "cache/";
export const lastResultNames = "last-results/";

export class StepCache {
  readonly #around: CacheSurroundings;

  constructor(around: CacheSurroundings) {
    this.#around = around;
  }

  /** Never rejects. */
  async find(place: CachePlace, parts: CacheParts, maxAgeMs = Number.POSITIVE_INFINITY): Promise<CacheAnswer> {
    try {
      return await this.#find(place, parts, maxAgeMs);
    } catch (error) {
      this.#around.log.warn({ ...place, error }, "the cache could not be asked, and the task runs");
      return { miss: "the cache could not be asked" };
    }
  }

  /** Never rejects. */
  async remember(
    place: CachePlace,
    parts: CacheParts,
    result: { readonly runId: string; readonly output: Output | null },
  ): Promise<void> {
    const { archive, clock, log } = this.#around;
    const { runId, output } = result;
    const entry: CacheEntry = {
      format: 1,
      parts,
      output: output === null ? null : slimOutput(output),
      runId,
      task: place.task,
      at: clock.now(),
    };
    try {
      const digest = await putText(archive, JSON.stringify(entry));
      await archive.link(`${cacheNames}${cacheKey(parts)}`, digest);
      await archive.link(lastName(place), digest);
    } catch (error) {
      log.warn({ ...place, error }, "a result could not be kept for the cache; it is made again when it is needed");
    }
  }

  async #find(place: CachePlace, parts: CacheParts, maxAgeMs: number): Promise<CacheAnswer> {
    const { archive, clock } = this.#around;
    const entry = await this.#read(`${cacheNames}${cacheKey(parts)}`);
    if (entry === undefined) return { miss: await this.#whyNot(place, parts) };
    if (clock.now() - entry.at > maxAgeMs) return { miss: `the last result is older than ${maxAgeMs / 1000} s` };
    const { output: slim, runId, task } = entry;
    const isSpilledThere = slim?.spilled === undefined || (await archive.touch(slim.spilled)) !== undefined;
    if (!isSpilledThere) return { miss: "the last result is gone from the archive" };
    const output = slim === null ? null : await loadOutput(archive, slim);
    for (const digest of new Set(digestsIn(JSON.stringify(output))))
      if ((await archive.touch(digest)) === undefined) return { miss: `artifact ${digest} of the last result is gone` };
    return { hit: { output, origin: { kind: "cache", runId, task } } };
  }

  async #whyNot(place: CachePlace, parts: CacheParts): Promise<string> {
    const last = await this.#read(lastName(place));
    if (last === undefined) return "no result of it was kept yet";
    return differences(last.parts, parts).join(", and ") || "its result was not kept";
  }

  async #read(name: string): Promise<CacheEntry | undefined> {
    const { archive } = this.#around;
    const digest = await archive.resolve(name);
    // Collected since, or never brought: as good as not there.
    if (digest === undefined || (await archive.touch(digest)) === undefined) return undefined;
    return readEntry(archive, digest);
  }
}

/** Undefined if the name is gone, or what it names has a form that is not known here. */
export async function readCacheEntry(archive: Archive, name: string): Promise<CacheEntry | undefined> {
  const digest = await archive.resolve(name);
  return digest === undefined ? undefined : readEntry(archive, digest);
}

async function readEntry(archive: Archive, digest: Digest): Promise<CacheEntry | undefined> {
  const entry: unknown = JSON.parse(await readText(archive, digest));
  return isEntry(entry) ? entry : undefined;
}

/** A newer Troupe may have written another form of it. */
function isEntry(value: unknown): value is CacheEntry {
  return isObject(value) && value.format === 1 && isObject(value.parts) && typeof value.runId === "string";
}

function lastName({ pipeline, task }: CachePlace): string {
  return `${lastResultNames}${pipeline}/${task.replaceAll(/[^\w-]/g, ".")}`;
}
