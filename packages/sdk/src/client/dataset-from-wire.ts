/** Datasets, from the wire to the words of the domain. */
import type { Json } from "@troupe/core";
import type { Dataset__Output, DatasetRevision__Output } from "@troupe/proto";
import type { Dataset, DatasetRevision } from "./dataset-records.ts";
import { date } from "./wire-values.ts";

export function toDataset(dataset: Dataset__Output): Dataset {
  const { name, revision, publishedAt, publishers, readers, started } = dataset;
  return {
    name,
    revision,
    publishedAt: date(publishedAt),
    publishers,
    readers,
    started: started.map(({ pipeline, seen, skips, lastSkip }) => ({
      pipeline,
      seen,
      skips,
      lastSkip: lastSkip === null ? null : { ...lastSkip, at: date(lastSkip.at) },
    })),
  };
}

export function toDatasetRevision(revision: DatasetRevision__Output): DatasetRevision {
  const { dataset, valueJson, publishedAt, producer } = revision;
  return {
    dataset,
    revision: revision.revision,
    value: JSON.parse(valueJson) as Json,
    publishedAt: date(publishedAt),
    producer: producer === null ? null : { ...producer, task: producer.task || null },
  };
}
