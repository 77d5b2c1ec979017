/**
 * The bytes of artifacts in tests: files by digest, in one folder of this machine's temporary ones. A test runner that
 * ends its workers by a signal lets nobody clean up, so what is a day old goes when the next process comes.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Digest } from "@troupe/core";

export interface KeptFile {
  readonly digest: Digest;
  readonly size: number;
  readonly path: string;
}

const maxAgeMs = 24 * 3_600_000;

let folder: string | undefined;

export function keepFile(bytes: Uint8Array): KeptFile {
  const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  folder ??= openFolder();
  const path = join(folder, digest.slice("sha256:".length));
  const now = new Date();
  // A step may have written over its input.
  if (contentOf(path)?.equals(bytes)) utimesSync(path, now, now);
  else write(path, bytes);
  return { digest, size: bytes.length, path };
}

function openFolder(): string {
  const made = join(tmpdir(), `troupe-test-artifacts-${userInfo().uid}`);
  mkdirSync(made, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(made)) {
    const path = join(made, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs !== undefined && Date.now() - mtimeMs > maxAgeMs) rmSync(path, { force: true });
  }
  return made;
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Other processes may keep the same content at the same moment. */
function write(path: string, bytes: Uint8Array): void {
  const partial = `${path}.${randomUUID()}`;
  writeFileSync(partial, bytes);
  renameSync(partial, path);
}
