/** An artifact, resumed where it stopped and checked against its digest; as a file, it is there only when it is whole. */
import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { ArtifactCalls } from "./ports/coordinator-api.ts";
import { artifactDamaged, fileUnwritable } from "./refusals.ts";
import { type ResumeOptions, resumed } from "./resume.ts";

export interface DownloadOptions extends ResumeOptions {
  /** Told how many bytes have come, after each piece. */
  readonly onProgress?: (receivedBytes: number) => void;
}

export async function downloadArtifact(
  artifacts: ArtifactCalls,
  digest: string,
  path: string,
  options: DownloadOptions = {},
): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    await receive(artifacts, digest, partial, options);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Piece by piece. Throws ARTIFACT_DAMAGED after the last one if they are not what the digest says. */
export async function* readArtifact(
  artifacts: ArtifactCalls,
  digest: string,
  options: ResumeOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash("sha256");
  let offset = 0;
  const pieces = { open: () => artifacts.download(digest, offset, options.signal), isComplete: () => true };
  for await (const piece of resumed(pieces, options)) {
    hash.update(piece);
    offset += piece.length;
    yield piece;
  }
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw artifactDamaged(digest, found);
}

async function receive(
  artifacts: ArtifactCalls,
  digest: string,
  path: string,
  { onProgress, ...options }: DownloadOptions,
): Promise<void> {
  await using file = await open(path, "w").catch((cause: unknown) => {
    throw fileUnwritable(path, cause);
  });
  let received = 0;
  for await (const piece of readArtifact(artifacts, digest, options)) {
    await file.writeFile(piece);
    received += piece.length;
    onProgress?.(received);
  }
}
