/** The archive as an agent sees it: bytes by digest, behind any coordinator. */
import type { Digest } from "@troupe/core";

export interface RemoteArtifacts {
  /** Undefined if the archive lacks it. */
  stat(digest: Digest): Promise<{ readonly size: number } | undefined>;
  /**
   * Durable when it answers. Throws TroupeError(retry) if nobody can be reached, TroupeError(reject, "DATA_LOSS") if the
   * bytes do not have this digest.
   */
  upload(digest: Digest, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /** From `offset`, unverified. Throws TroupeError(reject, "ARTIFACT_NOT_FOUND") or (retry) as above. */
  download(digest: Digest, offset: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): void;
}
