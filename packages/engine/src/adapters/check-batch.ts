/** What the Committer must get right before any store sees a batch. A breach is a bug, found alike in every store. */
import { invariant } from "@troupe/core";
import type { BatchLimits, FencedBatch } from "../ports/state-store.ts";

export function checkBatch(batch: FencedBatch, limits: BatchLimits): void {
  invariant(
    batch.marker > batch.previous,
    `batch marker ${batch.marker} of term ${batch.term} does not follow ${batch.previous}`,
  );
  const keys = new Set<string>(batch.deletes);
  for (const { key } of batch.puts) keys.add(key);
  invariant(
    keys.size === batch.deletes.length + batch.puts.length,
    `batch ${batch.marker} of term ${batch.term} writes a key twice; which write wins is not defined`,
  );
  const bytes = batch.puts.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  const deleted = batch.deletes.reduce((sum, key) => sum + key.length, 0);
  invariant(
    keys.size <= limits.operations && bytes + deleted <= limits.bytes,
    `batch ${batch.marker} of term ${batch.term} has ${keys.size} operations and ${bytes + deleted} bytes, at most ` +
      `${limits.operations} and ${limits.bytes} are taken`,
  );
}
