/** Pipelines as they stand on the wire. */
import type { PipelineView } from "@troupe/engine";
import { type Pipeline, toTimestamp } from "@troupe/proto";

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
