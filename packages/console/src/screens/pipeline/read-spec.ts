import type { PipelineSpec } from "@troupe/core";

/** The coordinator takes no spec that is not sound: what it gives back needs no check. */
export function readSpec(json: string): PipelineSpec {
  return JSON.parse(json) as PipelineSpec;
}
