/** The bytes of artifacts in tests: files by digest, in a folder that goes when the process ends. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Digest } from "@troupe/core";

export interface KeptFile {
  readonly digest: Digest;
  readonly size: number;
  readonly path: string;
}

let folder: string | undefined;

export function keepFile(bytes: Uint8Array): KeptFile {
  const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const path = pathOf(digest);
  if (!existsSync(path)) writeFileSync(path, bytes);
  return { digest, size: bytes.length, path };
}

function pathOf(digest: Digest): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), "troupe-test-artifacts-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return join(folder, digest.slice("sha256:".length));
}
