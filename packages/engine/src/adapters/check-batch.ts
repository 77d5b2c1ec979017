/** What the Committer must get right before any store sees a batch. A breach is a bug, found alike in every store. */
import { invariant } from "@troupe/core";
import type { FencedBatch } from "../ports/state-store.ts";

export function checkBatch(batch: FencedBatch): void {
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
}
