/**
 * Everything that is referred to, step by step: first by the records of what is live, then by the archive's names.
 *
 * SAFETY: in this order. A run moves from the records to a name, never back, so one of both has it when it is looked at.
 */
import { type Digest, isDigest, isObject } from "@troupe/core";
import { decode } from "../codec.ts";
import type { Archive } from "../ports/archive.ts";
import type { StateEntry, StateStore } from "../ports/state-store.ts";
import { runRecord } from "../records/records.ts";
import { readText } from "../sealing/archive-text.ts";
import { sealedName } from "../sealing/manifest.ts";
import { digestsIn, digestsInBytes, type LiveDigests } from "./live-digests.ts";

/** Under these keys stand digests of documents that refer to others themselves; all else is bytes to us. */
const documentKeys: readonly string[] = ["spilled", "specDigest", "results"];
const runKeyPattern = /^runs\/[^/]+\/run$/;
const pageSize = 500;

export interface Marking {
  readonly store: Pick<StateStore, "scan">;
  readonly archive: Archive;
  readonly live: LiveDigests;
}

/** Yields after each request. Answers when the oldest live run was made. Throws if anything cannot be read. */
export async function* markLive(marking: Marking): AsyncGenerator<void, number | null> {
  const oldest = yield* markRecords(marking);
  yield* markNames(marking);
  return oldest;
}

async function* markRecords(marking: Marking): AsyncGenerator<void, number | null> {
  let oldest: number | null = null;
  for (let after: string | undefined; ; ) {
    const page = await marking.store.scan("", after === undefined ? { limit: pageSize } : { after, limit: pageSize });
    for (const entry of page) {
      for (const digest of digestsInBytes(entry.value)) marking.live.add(digest);
      if (runKeyPattern.test(entry.key))
        oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, runRecord.decode(entry.value).createdAt);
      for (const document of documentsIn(decoded(entry))) yield* markDocument(marking, document);
    }
    yield;
    after = page.at(-1)?.key;
    if (after === undefined) return oldest;
  }
}

async function* markNames(marking: Marking): AsyncGenerator<void, void> {
  const { archive, live } = marking;
  for (let after: string | undefined; ; ) {
    const page = await archive.names("", after === undefined ? { limit: pageSize } : { after, limit: pageSize });
    for (const name of page) {
      const digest = await archive.resolve(name);
      if (digest === undefined) continue;
      live.add(digest);
      yield;
      if (name.startsWith(sealedName(""))) yield* markDocument(marking, digest);
    }
    after = page.at(-1);
    if (after === undefined) return;
  }
}

/** A document that cannot be read might refer to anything: then nothing is collected. */
async function* markDocument(marking: Marking, document: Digest): AsyncGenerator<void, void> {
  const text = await readText(marking.archive, document);
  for (const digest of digestsIn(text)) marking.live.add(digest);
  yield;
  for (const inner of documentsIn(JSON.parse(text))) yield* markDocument(marking, inner);
}

function documentsIn(value: unknown): readonly Digest[] {
  if (Array.isArray(value)) return value.flatMap(documentsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    documentKeys.includes(key) && isDigest(inner) ? [inner] : documentsIn(inner),
  );
}

/** Stores may keep records of their own, in forms of their own. */
function decoded({ value }: StateEntry): unknown {
  try {
    return decode(value);
  } catch {
    return undefined;
  }
}
