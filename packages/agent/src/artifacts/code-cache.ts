/** Code bundles, unpacked: `<folder>/<hex>/`, read-only, complete as soon as the name is there. */
import { randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, readdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, TroupeError } from "@troupe/core";
import * as tar from "tar";
import type { ArtifactCache } from "./artifact-cache.ts";
import { BundleCheck } from "./bundle-check.ts";
import { hexOf } from "./digest-of.ts";
import { unless } from "./errno.ts";
import { SingleFlight } from "./single-flight.ts";

/** Bundles that stay unpacked though nobody uses them; the one first used longest ago by this process goes first. */
const keptBundles = 64;

export class CodeCache {
  readonly #folder: string;
  readonly #artifacts: ArtifactCache;
  readonly #flights = new SingleFlight<string>();
  /** Known to be there: function attempts ask thousands of times a second. */
  readonly #ready = new Map<Digest, string>();
  readonly #users = new Map<Digest, number>();

  constructor(folder: string, artifacts: ArtifactCache) {
    this.#folder = folder;
    this.#artifacts = artifacts;
  }

  /**
   * The folder of the unpacked bundle; it stays until `release` was called as often. Throws TroupeError with the code that
   * an attempt which needs it fails with.
   */
  async use(digest: Digest, signal: AbortSignal): Promise<string> {
    this.hold(digest);
    try {
      return (
        this.#ready.get(digest) ?? (await this.#flights.run(digest, signal, (shared) => this.#make(digest, shared)))
      );
    } catch (error) {
      this.release(digest);
      throw error;
    }
  }

  /** Keeps it if it is here; to be released as after `use`. */
  hold(digest: Digest): void {
    this.#users.set(digest, (this.#users.get(digest) ?? 0) + 1);
  }

  release(digest: Digest): void {
    const left = (this.#users.get(digest) ?? 1) - 1;
    if (left === 0) this.#users.delete(digest);
    else this.#users.set(digest, left);
  }

  async #make(digest: Digest, signal: AbortSignal): Promise<string> {
    const folder = join(this.#folder, hexOf(digest));
    if ((await lstat(folder).catch(unless("ENOENT"))) === undefined) await this.#fetch(digest, folder, signal);
    const now = new Date();
    await utimes(folder, now, now);
    this.#ready.set(digest, folder);
    await this.#prune();
    return folder;
  }

  async #fetch(digest: Digest, folder: string, signal: AbortSignal): Promise<void> {
    const bundle = await this.#artifacts.fetch(digest, null, signal);
    const draft = join(this.#folder, `.unpack-${randomUUID()}`);
    try {
      await unpack(bundle.path, draft);
      // Another agent that shares the cache may have been faster; then its folder has the same content.
      await rename(draft, folder).catch(unless("ENOTEMPTY", "EEXIST"));
    } finally {
      this.#artifacts.release(digest);
      await removeReadOnly(draft);
    }
  }

  async #prune(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => !name.startsWith("."));
    if (names.length <= keptBundles) return;
    const unused = names.filter((name) => !this.#users.has(`sha256:${name}`));
    const aged = await Promise.all(
      unused.map(async (name) => ({ name, at: (await lstat(join(this.#folder, name))).mtimeMs })),
    );
    for (const { name } of aged.sort((a, b) => a.at - b.at).slice(0, names.length - keptBundles)) {
      this.#ready.delete(`sha256:${name}`);
      await removeReadOnly(join(this.#folder, name));
    }
  }
}

/** SAFETY: every entry was checked before the first is written. */
async function unpack(bundle: string, folder: string): Promise<void> {
  await check(bundle);
  await mkdir(folder, { recursive: true });
  await tar.extract({ file: bundle, cwd: folder, strict: true, preserveOwner: false });
  await makeReadOnly(folder);
}

async function check(bundle: string): Promise<void> {
  const rules = new BundleCheck();
  let refusal: unknown;
  try {
    await tar.list({
      file: bundle,
      strict: true,
      onReadEntry: ({ path, type, linkpath, size }) => {
        // A throw inside the parser would be an uncaught exception.
        try {
          if (refusal === undefined) rules.add({ path, type, linkpath, size });
        } catch (error) {
          refusal = error;
        }
      },
    });
  } catch (cause) {
    refusal ??= new TroupeError(`the code bundle cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      code: "BUNDLE_UNREADABLE",
      reaction: "reject",
      cause,
    });
  }
  if (refusal !== undefined) throw refusal;
  rules.done();
}

/** One step cannot change the code of the next. */
async function makeReadOnly(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadOnly(path);
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o555) | 0o444);
  }
  await chmod(folder, 0o555);
}

async function removeReadOnly(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(unless("ENOENT"));
  if (entries === undefined) return;
  await chmod(folder, 0o755);
  for (const entry of entries) if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  await rm(folder, { recursive: true, force: true });
}
