/** Downloads an artifact into a file, going on where an earlier download ended. What is left behind is verified, or gone. */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { type Digest, TroupeError } from "@troupe/core";
import type { RemoteArtifacts } from "../ports/remote-artifacts.ts";
import { type RetryTools, retrying } from "./retrying.ts";

/** A part of an earlier process may be damaged: then once more from the start. Damaged again, it is damaged over there. */
const tries = 2;

export async function fetchVerified(
  tools: RetryTools & { readonly remote: RemoteArtifacts },
  digest: Digest,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const got = await retrying(tools, signal, () => continueDownload(tools.remote, digest, path, signal));
    if (got.digest === digest) return got.size;
    await rm(path, { force: true });
  }
  throw new TroupeError(`the bytes of artifact ${digest} are not what its digest says`, {
    code: "ARTIFACT_CORRUPT",
    reaction: "reject",
    details: { digest },
  });
}

async function continueDownload(
  remote: RemoteArtifacts,
  digest: Digest,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const file = await open(path, "a+");
  try {
    const hash = createHash("sha256");
    const offset = await hashWhatIsThere(path, hash);
    const size = await append(remote.download(digest, offset, signal), file, hash, offset);
    // A name in the cache promises these bytes, after a power failure too.
    await file.datasync();
    return { digest: `sha256:${hash.digest("hex")}`, size };
  } finally {
    await file.close();
  }
}

async function hashWhatIsThere(path: string, hash: Hash): Promise<number> {
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return size;
}

async function append(
  chunks: AsyncIterable<Uint8Array>,
  file: FileHandle,
  hash: Hash,
  offset: number,
): Promise<number> {
  let size = offset;
  for await (const chunk of chunks) {
    await file.write(chunk);
    hash.update(chunk);
    size += chunk.length;
  }
  return size;
}
