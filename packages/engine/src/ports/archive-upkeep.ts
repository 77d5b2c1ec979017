/**
 * What the collector does with an archive. An object is first retired: out of the way, but found, and brought back, by
 * whoever stats, touches or reads it. Only what stays retired is removed. So a put, a touch or a read at any moment of a
 * collection, however slow either side is, ends with the object where it belongs.
 */
import type { Digest } from "@troupe/core";

export interface ArchiveUpkeep {
  /** In order of their digests, after `after` (exclusive), at most `limit` (default 1,000); retired ones left out. */
  objects(options?: PageOfObjects): Promise<readonly KeptObject[]>;
  /** Retires an object that nobody has touched at or after `since`. False if somebody has, or it is not there. */
  retire(digest: Digest, since: number): Promise<boolean>;
  /** What is retired, in order of digests. */
  retired(options?: PageOfObjects): Promise<readonly RetiredObject[]>;
  /** Brings a retired object back, touched now; one that is not retired is no error. */
  restore(digest: Digest): Promise<void>;
  /** Removes a retired object for good; one that is not retired is no error. */
  remove(digest: Digest): Promise<void>;
}

export interface PageOfObjects {
  readonly after?: Digest;
  readonly limit?: number;
}

export interface KeptObject {
  readonly digest: Digest;
  /** When it was last put or touched, by the clock of whoever keeps it; late by an hour at most. */
  readonly touchedAt: number;
}

export interface RetiredObject {
  readonly digest: Digest;
  readonly retiredAt: number;
}
