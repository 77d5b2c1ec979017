/** Pipelines under the engine that leads: read as anywhere, and applied here alone. */
import { compile, type Digest, type PipelineSpec } from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";
import type { Committer, Group } from "../commit/committer.ts";
import type { Pipelines, PipelineView } from "../engine.ts";
import { pipelineKey, versionKey } from "../records/keys.ts";
import { type PipelineRecord, pipelineRecord, type VersionRecord, versionRecord } from "../records/records.ts";
import type { ScheduleDefinition } from "../schedule/schedule-records.ts";
import { scheduledWrites } from "../schedule/scheduled-writes.ts";
import { storedDefinition } from "../schedule/stored-schedules.ts";
import { shortDescription } from "./briefs.ts";
import {
  type LoadedVersion,
  notFound,
  StoredPipelines,
  type StoredPipelinesSurroundings,
  versionOf,
  viewPipeline,
} from "./stored-pipelines.ts";

export interface PipelineSurroundings extends StoredPipelinesSurroundings {
  readonly committer: Committer;
  /** Throws if a step asks for a pool that is not there. */
  checkPools(spec: PipelineSpec): void;
  /** What is written along with a spec. Asked in the turn in which that is staged. */
  applying(spec: PipelineSpec): Pick<Group, "puts" | "deletes">;
  /** Called with each spec that has become the current one of its pipeline. */
  applied(spec: PipelineSpec, schedule: ScheduleDefinition | null): void;
}

/** Longer than whoever looked at a version takes to write what refers to it. */
const lookedAtMs = 3_600_000;
/** Of one group. */
const mostDeletes = 50;

export class PipelineRegistry extends StoredPipelines implements Pipelines {
  readonly #writing: PipelineSurroundings;
  /** Applies of one pipeline follow one another. */
  #applying: Promise<unknown> = Promise.resolve();
  /** When each version was looked at last, of those of which that was lately. */
  readonly #lookedAt = new Map<string, number>();
  /** Removed by this leader: the store may have them until that is committed. */
  readonly #removed = new Set<string>();

  constructor(around: PipelineSurroundings) {
    super(around);
    this.#writing = around;
  }

  async apply(
    spec: unknown,
    codeDigest: Digest | null,
  ): Promise<{ readonly pipeline: PipelineView; readonly changed: boolean }> {
    // Before it stands in line: the one in front may be the one that waits for space.
    this.#writing.committer.checkSpace();
    const applied = this.#applying.then(() => this.#apply(spec, codeDigest));
    this.#applying = applied.catch(() => {});
    return applied;
  }

  override version(name: string, version: string): Promise<LoadedVersion> {
    const key = versionKey(name, version);
    if (this.#removed.has(key)) return Promise.reject(notFound(name, version));
    this.#lookedAt.set(key, this.#writing.clock.now());
    return super.version(name, version);
  }

  /**
   * Removes versions, but for those that have become current, or that somebody has looked at in the last hour and may be
   * about to run. Answers those that went.
   */
  forget(versions: readonly VersionRecord[]): Promise<readonly VersionRecord[]> {
    const forgotten = this.#applying.then(() => this.#forget(versions));
    this.#applying = forgotten.catch(() => {});
    return forgotten;
  }

  async #forget(versions: readonly VersionRecord[]): Promise<readonly VersionRecord[]> {
    const { committer, clock } = this.#writing;
    const current = new Set<string>();
    for (const name of new Set(versions.map((each) => each.name))) {
      const version = (await this.currentRecord(name))?.version;
      if (version !== undefined) current.add(versionKey(name, version));
    }
    // SAFETY: nothing is awaited from here until all is staged: who looks now finds it kept, who looks then finds it gone.
    const now = clock.now();
    for (const [key, at] of this.#lookedAt) if (now - at > lookedAtMs) this.#lookedAt.delete(key);
    const going = versions.filter(({ name, version }) => {
      const key = versionKey(name, version);
      return !current.has(key) && !this.#lookedAt.has(key);
    });
    const keys = going.map(({ name, version }) => versionKey(name, version));
    const staged: Promise<unknown>[] = [];
    for (let at = 0; at < keys.length; at += mostDeletes)
      staged.push(committer.stage({ deletes: keys.slice(at, at + mostDeletes) }));
    for (const key of keys) {
      this.#removed.add(key);
      this.unload(key);
    }
    await Promise.all(staged);
    return going;
  }

  async #apply(
    input: unknown,
    codeDigest: Digest | null,
  ): Promise<{ readonly pipeline: PipelineView; readonly changed: boolean }> {
    const { archive, committer, clock, store } = this.#writing;
    const spec = await this.check(input, codeDigest);
    this.#writing.checkPools(spec);
    const version = versionOf(spec, codeDigest);
    const current = await this.currentRecord(spec.name);
    if (current?.version === version)
      return { pipeline: viewPipeline(await this.version(spec.name, version)), changed: false };
    const { digest: specDigest } = await archive.put(new TextEncoder().encode(canonicalJson(spec)));
    const generation = (current?.generation ?? -1) + 1;
    const record: VersionRecord = {
      name: spec.name,
      version,
      specDigest,
      codeDigest,
      appliedAt: clock.now(),
      generation,
    };
    const shown = { appliedAt: record.appliedAt, description: shortDescription(spec) };
    const pipeline: PipelineRecord = { name: spec.name, version, generation, shown };
    const before = await storedDefinition(store, spec.name);
    const { definition, writes } = scheduledWrites(spec, version, before, clock.now());
    const also = this.#writing.applying(spec);
    await committer.stage({
      puts: [
        ...(also.puts ?? []),
        { key: versionKey(spec.name, version), value: versionRecord.encode(record) },
        { key: pipelineKey(spec.name), value: pipelineRecord.encode(pipeline) },
        ...(writes.puts ?? []),
      ],
      deletes: [...(also.deletes ?? []), ...(writes.deletes ?? [])],
    });
    this.#removed.delete(versionKey(spec.name, version));
    const loaded = { record, plan: compile(spec) };
    this.remember(versionKey(spec.name, version), Promise.resolve(loaded));
    this.#writing.applied(spec, definition);
    return { pipeline: viewPipeline(loaded), changed: true };
  }
}
