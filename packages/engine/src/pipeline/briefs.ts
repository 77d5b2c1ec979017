/** Pipelines in a few words, as their records have them: a thousand of them in two reads of the store. */
import type { PipelineSpec } from "@troupe/core";
import type { StateStore } from "../ports/state-store.ts";
import { pipelinesPrefix } from "../records/keys.ts";
import { pipelineRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import type { PipelineBrief, PipelineView } from "./faces.ts";

const most = 1000;
const longest = 1000;

/** `look`: at a pipeline whose record was written before it said enough. */
export async function storedBriefs(
  store: StateStore,
  look: (name: string, version: string) => Promise<PipelineView>,
): Promise<readonly PipelineBrief[]> {
  const found: Promise<PipelineBrief>[] = [];
  for await (const { value } of scanAll(store, pipelinesPrefix)) {
    const { name, version, generation, shown } = pipelineRecord.decode(value);
    found.push(
      shown === undefined
        ? look(name, version).then(briefOf)
        : Promise.resolve({ name, version, generation, ...shown }),
    );
    if (found.length === most) break;
  }
  return Promise.all(found);
}

export function shortDescription({ description = "" }: PipelineSpec): string {
  return description.slice(0, longest);
}

function briefOf({ name, version, generation, appliedAt, spec }: PipelineView): PipelineBrief {
  return { name, version, generation, appliedAt, description: shortDescription(spec) };
}
