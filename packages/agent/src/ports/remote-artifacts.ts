/** The archive as an agent sees it: bytes by digest, behind any coordinator. */
import type { Digest } from "@troupe/core";
import type { Location } from "@troupe/engine";

export interface RemoteArtifacts {
  /** Undefined if the archive lacks it. */
  stat(digest: Digest): Promise<{ readonly size: number } | undefined>;
  /**
   * Durable when it answers. Throws TroupeError(retry) if nobody can be reached, TroupeError(reject, "DATA_LOSS") if the
   * bytes do not have this digest. `size` in bytes.
   */
  upload(digest: Digest, content: AsyncIterable<Uint8Array>, signal: AbortSignal, size: number): Promise<void>;
  /** From `offset`, unverified. Throws TroupeError(reject, "ARTIFACT_NOT_FOUND") or (retry) as above. */
  download(digest: Digest, offset: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): void;
}

/** An archive that may say where its store is to be had, around the coordinator. */
export interface LocatingArtifacts extends RemoteArtifacts {
  /** Undefined where that is not offered. `size` in bytes, of what is to be written. Throws as above. */
  locate(digest: Digest, use: "read" | "write", size: number): Promise<Location | undefined>;
}
