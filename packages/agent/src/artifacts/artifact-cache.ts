/**
 * Artifacts on this machine: `<folder>/sha256/ab/<hex>`, read-only, each verified when it came. A link beside it carries
 * the kind as a suffix, for libraries that judge a file by its name. Bounded by bytes; what a lease holds stays.
 */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, copyFile, link, mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Digest } from "@troupe/core";
import type { RemoteArtifacts } from "../ports/remote-artifacts.ts";
import { CacheIndex } from "./cache-index.ts";
import { digestOf, hexOf } from "./digest-of.ts";
import { isErrno, unless } from "./errno.ts";
import { fetchVerified } from "./fetch-verified.ts";
import type { RetryTools } from "./retrying.ts";
import { SingleFlight } from "./single-flight.ts";

export interface ArtifactCacheOptions extends RetryTools {
  readonly folder: string;
  readonly capBytes: number;
  readonly remote: RemoteArtifacts;
}

export interface CachedFile {
  readonly digest: Digest;
  readonly size: number;
  readonly path: string;
}

const safeKind = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

export class ArtifactCache {
  readonly #options: ArtifactCacheOptions;
  readonly #index: CacheIndex;
  readonly #flights = new SingleFlight<void>();

  private constructor(options: ArtifactCacheOptions) {
    this.#options = options;
    this.#index = new CacheIndex(options.capBytes);
  }

  static async open(options: ArtifactCacheOptions): Promise<ArtifactCache> {
    const cache = new ArtifactCache(options);
    await mkdir(join(options.folder, "partial"), { recursive: true });
    await cache.#scan();
    return cache;
  }

  lease(): ArtifactLease {
    return new ArtifactLease(this);
  }

  /** Fetched if it is not here. Pinned: it stays until `release`. Throws TroupeError. */
  async fetch(digest: Digest, kind: string | null, signal: AbortSignal): Promise<CachedFile> {
    const hex = hexOf(digest);
    // Again if it was evicted between its arrival and here: only a pin keeps it.
    while (!this.#index.has(hex)) {
      await this.#flights.run(hex, signal, async (shared) => {
        const draft = join(this.#options.folder, "partial", hex);
        await this.#take(hex, draft, await fetchVerified(this.#options, digest, draft, shared));
      });
    }
    const file = this.#pinned(digest);
    await this.#evict();
    const name = kind !== null && safeKind.test(kind) ? `${hex}.${kind}` : hex;
    if (!this.#index.hasName(hex, this.#path(name))) await this.#addName(hex, name);
    return { ...file, path: this.#path(name) };
  }

  /**
   * Takes a file in and says its digest; pinned. `isOurs`: it lies in the attempt's folder and nobody writes to it any
   * more, so it may be linked; anything else is copied, for its owner goes on using it.
   */
  async import(path: string, isOurs: boolean): Promise<CachedFile> {
    const draft = join(this.#options.folder, "partial", `import-${randomUUID()}`);
    try {
      await (isOurs ? linkOrCopy(await realpath(path), draft) : copyFile(path, draft, constants.COPYFILE_FICLONE));
      const { digest, size } = await digestOf(draft);
      await this.#take(hexOf(digest), draft, size);
      const file = this.#pinned(digest);
      await this.#evict();
      return file;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Pins what is here; false if it is not. */
  hold(digest: Digest): boolean {
    if (!this.#index.has(hexOf(digest))) return false;
    this.#index.pin(hexOf(digest));
    return true;
  }

  release(digest: Digest): void {
    this.#index.unpin(hexOf(digest));
  }

  #pinned(digest: Digest): CachedFile {
    const hex = hexOf(digest);
    this.#index.pin(hex);
    return { digest, size: this.#index.size(hex) ?? 0, path: this.#path(hex) };
  }

  async #addName(hex: string, name: string): Promise<void> {
    await link(this.#path(hex), this.#path(name)).catch(unless("EEXIST"));
    this.#index.add(hex, this.#path(name), 0);
  }

  /** SAFETY: the name appears only after the bytes were verified, and atomically: what has the name is the artifact. */
  async #take(hex: string, draft: string, size: number): Promise<void> {
    await chmod(draft, 0o444);
    await mkdir(dirname(this.#path(hex)), { recursive: true });
    await rename(draft, this.#path(hex));
    this.#index.add(hex, this.#path(hex), size);
  }

  async #evict(): Promise<void> {
    for (const path of this.#index.evict()) await rm(path, { force: true });
  }

  #path(name: string): string {
    return join(this.#options.folder, "sha256", name.slice(0, 2), name);
  }

  /** The order of last use is not kept over a restart, but that of arrival is. */
  async #scan(): Promise<void> {
    const root = join(this.#options.folder, "sha256");
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(unless("ENOENT"));
    const files = (entries ?? []).filter((entry) => entry.isFile());
    const found = await Promise.all(
      files.map(async ({ name, parentPath }) => ({ name, facts: await stat(join(parentPath, name)) })),
    );
    for (const { name, facts } of found.sort((a, b) => a.facts.mtimeMs - b.facts.mtimeMs)) {
      this.#index.add(name.slice(0, 64), this.#path(name), facts.size);
    }
  }
}

/** What one attempt uses of the cache: it stays until the lease is released. */
export class ArtifactLease {
  readonly #cache: ArtifactCache;
  readonly #held: Digest[] = [];

  constructor(cache: ArtifactCache) {
    this.#cache = cache;
  }

  async fetch(digest: Digest, kind: string | null, signal: AbortSignal): Promise<CachedFile> {
    const file = await this.#cache.fetch(digest, kind, signal);
    this.#held.push(digest);
    return file;
  }

  async import(path: string, isOurs: boolean): Promise<CachedFile> {
    const file = await this.#cache.import(path, isOurs);
    this.#held.push(file.digest);
    return file;
  }

  /** Keeps what is here, without fetching what is not. */
  hold(digest: Digest): void {
    if (this.#cache.hold(digest)) this.#held.push(digest);
  }

  release(): void {
    for (const digest of this.#held.splice(0)) this.#cache.release(digest);
  }
}

async function linkOrCopy(path: string, draft: string): Promise<void> {
  try {
    await link(path, draft);
  } catch (error) {
    // Another file system, or one without links.
    if (!isErrno(error, "EXDEV", "EPERM", "ENOTSUP", "EMLINK")) throw error;
    await copyFile(path, draft);
  }
}
