/** Files that an attempt hands over while it runs (checkpoints, what a function saved): copied as they are at that moment, uploaded beside. */
import { resolve } from "node:path";
import { type Digest, TroupeError } from "@troupe/core";
import type { Logger } from "pino";
import type { ArchiveUpload } from "../artifacts/archive-upload.ts";
import type { ArtifactLease, CachedFile } from "../artifacts/artifact-cache.ts";

export interface KeptFile extends CachedFile {
  /** Whether it came to the archive, once that is known. Never rejects. */
  readonly isDurable: Promise<boolean>;
}

export class KeptFiles {
  readonly #artifacts: ArtifactLease;
  readonly #upload: ArchiveUpload;
  readonly #log: Logger;
  readonly #uploads = new Set<Promise<boolean>>();
  readonly #given = new AbortController();
  #failure: unknown;
  /** What relative paths are relative to. */
  folder = "/";

  constructor(artifacts: ArtifactLease, upload: ArchiveUpload, log: Logger) {
    this.#artifacts = artifacts;
    this.#upload = upload;
    this.#log = log;
  }

  /** Answers before it is uploaded. `expected`: what whoever hands it over has read. */
  async keep(path: string, expected?: string): Promise<KeptFile> {
    const file = await this.#artifacts.import(resolve(this.folder, path), false);
    if (expected !== undefined && file.digest !== expected) {
      throw new TroupeError(`${path} was changed while it was being saved`, {
        code: "TASK_OUTPUT_INVALID",
        reaction: "reject",
      });
    }
    return this.#uploaded(file);
  }

  /** What an earlier agent process has kept; undefined if it is neither here nor anywhere else. */
  async keepAgain(digest: Digest): Promise<KeptFile | undefined> {
    try {
      return this.#uploaded(await this.#artifacts.fetch(digest, null, this.#given.signal));
    } catch {
      return undefined;
    }
  }

  #uploaded(file: CachedFile): KeptFile {
    const isDurable = this.#send(file).finally(() => this.#uploads.delete(isDurable));
    this.#uploads.add(isDurable);
    return { ...file, isDurable };
  }

  /** Resolves when everything kept so far is in the archive; throws if something cannot be brought there. */
  async durable(): Promise<void> {
    await this.settled();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when every upload that was begun has ended. */
  async settled(): Promise<void> {
    if (this.#uploads.size > 0) await Promise.all(this.#uploads);
  }

  /** Uploads that wait for a coordinator are given up. */
  giveUp(): void {
    this.#given.abort(new Error("the attempt is not wanted any more"));
  }

  async #send(file: CachedFile): Promise<boolean> {
    try {
      await this.#upload.file(file.digest, file.path, this.#given.signal);
      return true;
    } catch (error) {
      this.#failure ??= error;
      if (!this.#given.signal.aborted) {
        this.#log.error({ err: error, digest: file.digest }, "a file could not be brought to the archive");
      }
      return false;
    }
  }
}
