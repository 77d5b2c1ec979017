/** An artifact to a file: resumed where it stopped, checked against its digest, and there only when it is whole. */
import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { ArtifactCalls } from "./ports/coordinator-api.ts";
import { artifactDamaged } from "./refusals.ts";
import { type ResumeOptions, resumed } from "./resume.ts";

export async function downloadArtifact(
  artifacts: ArtifactCalls,
  digest: string,
  path: string,
  options: ResumeOptions = {},
): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    const found = await receive(artifacts, digest, partial, options);
    if (found !== digest) throw artifactDamaged(digest, found);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function receive(
  artifacts: ArtifactCalls,
  digest: string,
  path: string,
  options: ResumeOptions,
): Promise<string> {
  const hash = createHash("sha256");
  let offset = 0;
  await using file = await open(path, "w");
  const pieces = { open: () => artifacts.download(digest, offset, options.signal), isComplete: () => true };
  for await (const piece of resumed(pieces, options)) {
    hash.update(piece);
    await file.writeFile(piece);
    offset += piece.length;
  }
  return `sha256:${hash.digest("hex")}`;
}
