import type { PipelineSpec } from "@troupe/core";
import type { DiffVersionsResponse__Output, PipelineVersion__Output } from "@troupe/proto";
import type { PipelineVersion, VersionDiff } from "./version-records.ts";
import { date } from "./wire-values.ts";

export function toVersion({ version, generation, appliedAt, codeDigest }: PipelineVersion__Output): PipelineVersion {
  return { version, generation, appliedAt: date(appliedAt), codeDigest: codeDigest || null };
}

export function toVersionDiff({ from, to, changes, ...specs }: DiffVersionsResponse__Output): VersionDiff {
  const parse = (json: string) => JSON.parse(json) as PipelineSpec;
  return { from, to, changes, specs: { from: parse(specs.fromSpecJson), to: parse(specs.toSpecJson) } };
}
