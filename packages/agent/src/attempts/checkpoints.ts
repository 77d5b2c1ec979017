/** Checkpoints of a running attempt: copied as they are at that moment, uploaded in the background. */
import { resolve } from "node:path";
import type { Logger } from "pino";
import type { ArchiveUpload } from "../artifacts/archive-upload.ts";
import type { ArtifactLease, CachedFile } from "../artifacts/artifact-cache.ts";
import type { CheckpointStore } from "../telemetry/attempt-telemetry.ts";

export class Checkpoints implements CheckpointStore {
  readonly #artifacts: ArtifactLease;
  readonly #upload: ArchiveUpload;
  readonly #log: Logger;
  readonly #uploads = new Set<Promise<void>>();
  /** What relative paths are relative to. */
  folder: string | null = null;

  constructor(artifacts: ArtifactLease, upload: ArchiveUpload, log: Logger) {
    this.#artifacts = artifacts;
    this.#upload = upload;
    this.#log = log;
  }

  async keep(path: string): Promise<{ readonly digest: string; readonly size: number }> {
    const file = await this.#artifacts.import(resolve(this.folder ?? "/", path), false);
    const upload = this.#send(file).finally(() => this.#uploads.delete(upload));
    this.#uploads.add(upload);
    return { digest: file.digest, size: file.size };
  }

  /** Resolves when every upload that was begun has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#uploads);
  }

  async #send(file: CachedFile): Promise<void> {
    try {
      await this.#upload.file(file.digest, file.path, new AbortController().signal);
    } catch (error) {
      this.#log.error({ err: error, digest: file.digest }, "a checkpoint could not be brought to the archive");
    }
  }
}
