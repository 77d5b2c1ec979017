/** Pipelines as they stand on the wire. */
import { canonicalJson, type PipelineView, type VersionDiff, type VersionView } from "@troupe/engine";
import { type DiffVersionsResponse, type Pipeline, type PipelineVersion, toTimestamp } from "@troupe/proto";

export function toPipeline(view: PipelineView): Pipeline {
  return { ...toListedPipeline(view), specJson: JSON.stringify(view.spec) };
}

/** Without the spec, which may be 4 MiB. */
export function toListedPipeline(view: PipelineView): Pipeline {
  return {
    name: view.name,
    version: view.version,
    codeDigest: view.codeDigest ?? "",
    appliedAt: toTimestamp(view.appliedAt),
    generation: view.generation,
    description: view.spec.description ?? "",
  };
}

export function toVersion({ version, generation, appliedAt, codeDigest }: VersionView): PipelineVersion {
  return { version, generation, appliedAt: toTimestamp(appliedAt), codeDigest: codeDigest ?? "" };
}

export function toDiff({ from, to, changes }: VersionDiff): DiffVersionsResponse {
  return {
    from: from.version,
    to: to.version,
    changes: [...changes],
    fromSpecJson: laidOut(from.spec),
    toSpecJson: laidOut(to.spec),
  };
}

/** With the keys of each object in order, so that lines differ only where the specs do. */
function laidOut(spec: PipelineView["spec"]): string {
  return JSON.stringify(JSON.parse(canonicalJson(spec)), undefined, 2);
}
