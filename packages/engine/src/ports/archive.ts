/** What happened: bytes by their SHA-256, and names that point to them. Objects never change; names may. */
import type { Digest } from "@troupe/core";

export interface Archive {
  /**
   * Stores a stream and answers its digest and size once it is durable. With `expected`, a different digest throws
   * TroupeError(reject, "DIGEST_MISMATCH") and stores nothing. Storing what is there already is cheap and harmless.
   * A stream that throws stores nothing, and its error comes out here.
   */
  put(content: AsyncIterable<Uint8Array> | Uint8Array, expected?: Digest): Promise<StoredObject>;
  /** Undefined if absent. */
  stat(digest: Digest): Promise<StoredObject | undefined>;
  /**
   * As `stat`, and keeps the object from being collected for another day, as `put` does: for whoever is about to refer
   * to what is there already.
   */
  touch(digest: Digest): Promise<StoredObject | undefined>;
  /**
   * Reads from `offset`. Throws TroupeError(reject, "NOT_FOUND") before the first byte; a whole read (offset 0) is
   * verified and ends with TroupeError(reject, "DATA_LOSS") if the bytes are not what the digest says.
   */
  read(digest: Digest, offset?: number): AsyncIterable<Uint8Array>;
  /**
   * Points a name ("runs/01j…") to an object, atomically and durably, in place of what it pointed to. Whether the object
   * is there is not checked. A name that could climb out of the archive throws TroupeError(reject, "INVALID_NAME").
   */
  link(name: string, digest: Digest): Promise<void>;
  /** Takes a name away, durably; the object stays. A name that is not there is no error. */
  unlink(name: string): Promise<void>;
  resolve(name: string): Promise<Digest | undefined>;
  /** Names with the prefix in order, after `after` (exclusive), at most `limit` (default 1,000). */
  names(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly string[]>;
  /**
   * Where bytes can be fetched, or brought, without passing through a coordinator; undefined where that cannot be had.
   * What is brought there is stored only if it has the digest: the store itself checks. Whether the object is there is
   * not checked, neither now nor when it is fetched.
   */
  locate?(digest: Digest, use: "read" | "write", expiresMs: number): Promise<Location | undefined>;
}

/** An HTTP request that somebody without credentials may send: GET to read (also a range), PUT to write. */
export interface Location {
  readonly url: string;
  /** They are part of what is signed: sent as they are. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface StoredObject {
  readonly digest: Digest;
  readonly size: number;
}
