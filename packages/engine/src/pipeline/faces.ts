/** Pipelines, as the outside sees them. */
import type { Digest, JsonObject, PipelineSpec } from "@troupe/core";
import type { CachedTask } from "../cache/foresee.ts";
import type { PlannedSchedule } from "../schedule/faces.ts";

export interface Pipelines {
  /** `spec` is checked as if a stranger had sent it. */
  apply(
    spec: unknown,
    codeDigest: Digest | null,
  ): Promise<{ readonly pipeline: PipelineView; readonly changed: boolean }>;
  plan(spec: unknown, codeDigest: Digest | null, params?: JsonObject): Promise<PipelinePlan>;
  get(name: string, version?: string): Promise<PipelineView>;
  /** Newest first, those applied before the generation `before`. Throws PIPELINE_NOT_FOUND. */
  versions(
    name: string,
    options: { readonly before?: number; readonly limit: number },
  ): Promise<readonly VersionView[]>;
  /** What `to` changes. Without it: the current version; without `from`: the version that was applied before `to`. */
  diff(name: string, from?: string, to?: string): Promise<VersionDiff>;
  /** All of them in a few words, in order of name; at most 1,000. */
  briefs(): Promise<readonly PipelineBrief[]>;
  /** In order of name, after `after`. */
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly PipelineView[]>;
}

export interface PipelineView {
  readonly name: string;
  readonly version: Digest;
  readonly spec: PipelineSpec;
  readonly codeDigest: Digest | null;
  readonly appliedAt: number;
  readonly generation: number;
}

export interface PipelineBrief extends Pick<PipelineView, "name" | "version" | "appliedAt" | "generation"> {
  /** Its first 1,000 characters. */
  readonly description: string;
}

/** Of a version that was applied more than once: its last time. */
export type VersionView = Omit<PipelineView, "name" | "spec">;

export interface VersionDiff {
  readonly from: PipelineView;
  readonly to: PipelineView;
  /** One sentence each; none: they are the same. */
  readonly changes: readonly string[];
}

export interface PipelinePlan {
  readonly version: Digest;
  readonly currentVersion: Digest | null;
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
  readonly steps: number;
  /** Results that a run would take from the cache. */
  readonly cached: readonly CachedTask[];
  /** Null if it runs only when somebody asks for it. */
  readonly schedule: PlannedSchedule | null;
}
