/**
 * Pipelines and their versions as the store and the archive have them. A version is the digest of spec and code: the same
 * sources always make the same one.
 */
import { createHash } from "node:crypto";
import {
  compile,
  type Digest,
  type JsonObject,
  type PipelineSpec,
  type Plan,
  specLimits,
  TroupeError,
  validateJson,
  validateSpec,
  withDefaults,
} from "@troupe/core";
import { type CachedTask, foreseeCached } from "../cache/foresee.ts";
import { StepCache } from "../cache/step-cache.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { PipelineBrief, PipelinePlan, Pipelines, PipelineView, VersionDiff, VersionView } from "../engine.ts";
import { silentLog } from "../options.ts";
import type { Archive } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { pipelineKey, pipelinesPrefix, versionKey } from "../records/keys.ts";
import { type PipelineRecord, pipelineRecord, type VersionRecord, versionRecord } from "../records/records.ts";
import type { PlannedSchedule } from "../schedule/faces.ts";
import { planSchedule } from "../schedule/plan-schedule.ts";
import { storedDefinition } from "../schedule/stored-schedules.ts";
import { storedBriefs } from "./briefs.ts";
import { specChanges } from "./spec-changes.ts";
import { diffOf, storedVersions, versionBefore } from "./versions.ts";

export interface StoredPipelinesSurroundings {
  readonly store: StateStore;
  readonly archive: Archive;
  readonly clock: Clock;
  /** Why no agent that is here could ever run this step, one sentence an agent; empty if one could or none is here. */
  neverMet(spec: PipelineSpec): Promise<readonly string[]>;
}

/** A version, ready to run. */
export interface LoadedVersion {
  readonly record: VersionRecord;
  readonly plan: Plan;
}

const cachedVersions = 200;

export class StoredPipelines implements Omit<Pipelines, "apply"> {
  readonly #around: StoredPipelinesSurroundings;
  readonly #loaded = new Map<string, Promise<LoadedVersion>>();

  constructor(around: StoredPipelinesSurroundings) {
    this.#around = around;
  }

  async plan(input: unknown, codeDigest: Digest | null, params?: JsonObject): Promise<PipelinePlan> {
    const spec = await this.check(input, codeDigest);
    const filled = params === undefined ? undefined : checkParams(spec, params);
    const current = await this.currentRecord(spec.name);
    const before = current === undefined ? undefined : (await this.version(spec.name, current.version)).plan.spec;
    const version = versionOf(spec, codeDigest);
    const changes =
      before === undefined ? [`"${spec.name}" is new`] : specChanges(before, spec, current?.version !== version);
    const steps = spec.nodes.filter((node) => node.kind === "step").length;
    return {
      version,
      currentVersion: current?.version ?? null,
      changes,
      warnings: await this.#around.neverMet(spec),
      steps,
      schedule: await this.#plannedSchedule(spec),
      cached: await this.#cached(spec, codeDigest, filled),
    };
  }

  /** Of a run with these params; without any, of one with what they are by default, if that is enough. */
  async #cached(spec: PipelineSpec, codeDigest: Digest | null, given?: JsonObject): Promise<readonly CachedTask[]> {
    const { archive, clock } = this.#around;
    const params = given ?? (withDefaults(spec.params, {}) as JsonObject);
    if (validateJson(spec.params, params).length > 0) return [];
    const cache = new StepCache({ archive, clock, log: silentLog });
    return foreseeCached(compile(spec), { params, codeDigest, now: clock.now() }, cache);
  }

  async #plannedSchedule(spec: PipelineSpec): Promise<PlannedSchedule | null> {
    if (spec.schedule === undefined) return null;
    const { store, clock } = this.#around;
    return planSchedule(spec.schedule, await storedDefinition(store, spec.name), clock.now());
  }

  async get(name: string, version?: string): Promise<PipelineView> {
    const wanted = version ?? (await this.currentRecord(name))?.version;
    if (wanted === undefined) throw notFound(name);
    return viewPipeline(await this.version(name, wanted));
  }

  async versions(
    name: string,
    { before = Number.POSITIVE_INFINITY, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<readonly VersionView[]> {
    const versions = await storedVersions(this.#around.store, name);
    if (versions.length === 0) throw notFound(name);
    return versions.filter(({ generation }) => generation < before).slice(0, limit);
  }

  async diff(name: string, from?: string, to?: string): Promise<VersionDiff> {
    const after = await this.get(name, to);
    const before = from ?? versionBefore(await storedVersions(this.#around.store, name), after);
    return diffOf(await this.get(name, before), after);
  }

  briefs(): Promise<readonly PipelineBrief[]> {
    return storedBriefs(this.#around.store, (name, version) => this.get(name, version));
  }

  async list(options: { readonly after?: string; readonly limit: number }): Promise<readonly PipelineView[]> {
    const after = options.after === undefined ? {} : { after: pipelineKey(options.after) };
    const entries = await this.#around.store.scan(pipelinesPrefix, { ...after, limit: Math.min(options.limit, 500) });
    const records = entries.map(({ value }) => pipelineRecord.decode(value));
    return Promise.all(records.map(async ({ name, version }) => viewPipeline(await this.version(name, version))));
  }

  /** The spec and plan of a version, from memory if it was used lately. */
  version(name: string, version: string): Promise<LoadedVersion> {
    const key = versionKey(name, version);
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(name, version);
    this.remember(key, loading);
    loading.catch(() => this.#loaded.delete(key));
    return loading;
  }

  async current(name: string): Promise<LoadedVersion> {
    const current = await this.currentIfAny(name);
    if (current === undefined) throw notFound(name);
    return current;
  }

  /** Undefined if no such pipeline is applied. */
  async currentIfAny(name: string): Promise<LoadedVersion | undefined> {
    const record = await this.currentRecord(name);
    return record && this.version(name, record.version);
  }

  protected async check(input: unknown, codeDigest: Digest | null): Promise<PipelineSpec> {
    const size = JSON.stringify(input)?.length ?? 0;
    if (size > specLimits.bytes)
      throw invalid("spec", [
        {
          field: "spec",
          message: `has ${size} bytes, at most ${specLimits.bytes} are allowed`,
          fix: "move data out of the spec: into a param, a file of the bundle or a map's list",
        },
      ]);
    const checked = validateSpec(input);
    if (!checked.ok) throw invalid(`pipeline ${nameOf(input)}`, checked.problems);
    const needsCode = Object.entries(checked.spec.steps).find(
      ([, { runs }]) => runs.kind === "function" || runs.kind === "python",
    );
    if (codeDigest === null && needsCode !== undefined)
      throw invalid(`pipeline "${checked.spec.name}"`, [
        {
          field: "codeDigest",
          message: `is missing, and step "${needsCode[0]}" needs code`,
          fix: "upload the code bundle and name its digest",
        },
      ]);
    if (codeDigest !== null && (await this.#around.archive.touch(codeDigest)) === undefined) {
      throw new TroupeError(`The code bundle ${codeDigest} is not in the archive: upload it before the pipeline.`, {
        code: "ARTIFACT_NOT_FOUND",
        reaction: "reject",
        details: { digest: codeDigest },
      });
    }
    return checked.spec;
  }

  protected async currentRecord(name: string): Promise<PipelineRecord | undefined> {
    const bytes = await this.#around.store.get(pipelineKey(name));
    return bytes === undefined ? undefined : pipelineRecord.decode(bytes);
  }

  async #load(name: string, version: string): Promise<LoadedVersion> {
    const bytes = await this.#around.store.get(versionKey(name, version));
    if (bytes === undefined) throw notFound(name, version);
    const record = versionRecord.decode(bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#around.archive.read(record.specDigest)) chunks.push(chunk);
    return { record, plan: compile(JSON.parse(new TextDecoder().decode(Buffer.concat(chunks))) as PipelineSpec) };
  }

  protected unload(key: string): void {
    this.#loaded.delete(key);
  }

  protected remember(key: string, loading: Promise<LoadedVersion>): void {
    this.#loaded.delete(key);
    this.#loaded.set(key, loading);
    const oldest = this.#loaded.keys().next().value;
    if (this.#loaded.size > cachedVersions && oldest !== undefined) this.#loaded.delete(oldest);
  }
}

/** The params of a run with their defaults, or INVALID_PARAMS naming each that is wrong. */
export function checkParams(spec: PipelineSpec, params: JsonObject): JsonObject {
  const filled = withDefaults(spec.params, params) as JsonObject;
  const problems = validateJson(spec.params, filled, "params");
  if (problems.length === 0) return filled;
  const message = `The params do not fit pipeline "${spec.name}": ${problems.map((each) => `${each.field} ${each.message}; ${each.fix}`).join(". ")}.`;
  throw new TroupeError(message, { code: "INVALID_PARAMS", reaction: "reject", problems });
}

export function versionOf(spec: PipelineSpec, codeDigest: Digest | null): Digest {
  return `sha256:${createHash("sha256")
    .update(canonicalJson({ spec, code: codeDigest }))
    .digest("hex")}`;
}

export function viewPipeline({ record, plan }: LoadedVersion): PipelineView {
  const { name, version, codeDigest, appliedAt, generation } = record;
  return { name, version, spec: plan.spec, codeDigest, appliedAt, generation };
}

function nameOf(input: unknown): string {
  const name = (input as { name?: unknown } | null)?.name;
  return typeof name === "string" ? `"${name}"` : "without a name";
}

function invalid(
  what: string,
  problems: readonly { readonly field: string; readonly message: string; readonly fix: string }[],
): TroupeError {
  const first = problems.slice(0, 3).map((each) => `${each.field} ${each.message} (${each.fix})`);
  const more = problems.length > 3 ? `; and ${problems.length - 3} more` : "";
  return new TroupeError(`The ${what} is not sound: ${first.join("; ")}${more}.`, {
    code: "INVALID_SPEC",
    reaction: "reject",
    problems,
  });
}

export function notFound(name: string, version?: string): TroupeError {
  const what =
    version === undefined
      ? `There is no pipeline "${name}"`
      : `Pipeline "${name}" has no version ${version}, or no more: old ones that no run needs are removed`;
  return new TroupeError(
    `${what}. \`troupe get pipelines\` lists what was applied; \`troupe apply FILE\` applies one.`,
    { code: "PIPELINE_NOT_FOUND", reaction: "reject", details: { pipeline: name } },
  );
}
