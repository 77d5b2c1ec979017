/** Datasets as they stand on the wire. */
import type { DatasetRevision, DatasetView } from "@troupe/engine";
import { toTimestamp, type Dataset as WireDataset, type DatasetRevision as WireRevision } from "@troupe/proto";

export function toDataset({ name, revision, publishedAt, publishers, readers, started }: DatasetView): WireDataset {
  return {
    name,
    revision,
    publishedAt: toTimestamp(publishedAt),
    publishers: [...publishers],
    readers: [...readers],
    started: started.map(({ lastSkip, ...each }) => ({
      ...each,
      lastSkip: lastSkip === null ? null : { ...lastSkip, at: toTimestamp(lastSkip.at) },
    })),
  };
}

export function toDatasetRevision({ dataset, revision, value, publishedAt, producer }: DatasetRevision): WireRevision {
  return {
    dataset,
    revision,
    valueJson: JSON.stringify(value),
    publishedAt: toTimestamp(publishedAt),
    producer: producer === null ? null : { ...producer, task: producer.task ?? "" },
  };
}
