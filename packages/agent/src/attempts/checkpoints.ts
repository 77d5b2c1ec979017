/**
 * The checkpoints of one attempt. One is told of only when it is in the archive, and the latest one alone counts: it is
 * what the next attempt goes on from.
 */
import { extname } from "node:path";
import { type Checkpoint, isDigest } from "@troupe/core";
import type { Clock, Timer } from "@troupe/engine";
import type { CheckpointStore, KeptCheckpoint } from "../telemetry/attempt-telemetry.ts";
import type { KeptFile, KeptFiles } from "./kept-files.ts";

export interface CheckpointsOptions {
  readonly files: Pick<KeptFiles, "keep" | "keepAgain">;
  readonly clock: Clock;
  /** There is a later one; not more often than every `tellEveryMs`. */
  readonly onLatest: () => void;
}

type Told = Pick<KeptCheckpoint, "path" | "step" | "kind">;

/** Each is a commit at the coordinator, and a step may keep one a second. */
const tellEveryMs = 5000;
/** How long the end of an attempt waits for its last checkpoint to be in the archive. */
const patienceMs = 60_000;

export class Checkpoints implements CheckpointStore {
  readonly #options: CheckpointsOptions;
  #kept = 0;
  #latest: { readonly order: number; readonly checkpoint: Checkpoint } | undefined;
  #last: Promise<void> = Promise.resolve();
  #telling: Timer | undefined;
  #isOver = false;

  constructor(options: CheckpointsOptions) {
    this.#options = options;
  }

  /** In the archive; undefined if none is. */
  get latest(): Checkpoint | undefined {
    return this.#latest?.checkpoint;
  }

  async keep(told: Told): Promise<{ readonly digest: string; readonly size: number }> {
    const file = await this.#options.files.keep(told.path);
    this.#upload(file, told);
    const { digest, size } = file;
    return { digest, size };
  }

  /** What an earlier agent process has kept, and perhaps not brought to the archive. */
  async again(kept: KeptCheckpoint): Promise<void> {
    if (!isDigest(kept.digest)) return;
    const file = await this.#options.files.keepAgain(kept.digest);
    if (file !== undefined) this.#upload(file, kept);
  }

  /** Resolves when the last one is in the archive, or it is not worth waiting for any longer. */
  async settled(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(patienceMs, late.resolve);
    await Promise.race([this.#last, late.promise]);
    timer.cancel();
  }

  /** Nothing more is told of. */
  close(): void {
    this.#isOver = true;
    this.#telling?.cancel();
  }

  #upload(file: KeptFile, { path, step, kind }: Told): void {
    this.#kept += 1;
    const order = this.#kept;
    const { digest, size } = file;
    const checkpoint = { kind: kind ?? (extname(path).slice(1) || "checkpoint"), digest, size, step };
    this.#last = file.isDurable.then((isDurable) => {
      if (!isDurable || order < (this.#latest?.order ?? 0)) return;
      this.#latest = { order, checkpoint };
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#isOver || this.#telling !== undefined) return;
    this.#options.onLatest();
    this.#waitToTell(this.#latest?.order);
  }

  #waitToTell(told: number | undefined): void {
    this.#telling = this.#options.clock.after(tellEveryMs, () => {
      this.#telling = undefined;
      if (this.#latest?.order !== told) this.#tell();
    });
  }
}
