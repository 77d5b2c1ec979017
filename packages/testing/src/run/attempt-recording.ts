/** What one attempt said while it ran. */
import { readFile } from "node:fs/promises";
import type { AttemptKey } from "@troupe/engine";
import type { LogLevel, SavedArtifact, StepHost } from "@troupe/sdk";
import { keepFile } from "./kept-files.ts";
import { Printed } from "./printed.ts";

/** What a step reported and printed. */
export interface Recorded {
  readonly metrics: readonly RecordedMetric[];
  readonly progress: readonly RecordedProgress[];
  /** Lines of `context.log`. */
  readonly log: readonly RecordedLine[];
  /** What it printed, as with `console.log`. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface RecordedMetric {
  readonly name: string;
  readonly value: number;
  /** Null if it is no point of a curve. */
  readonly step: number | null;
}

export interface RecordedProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly message: string;
}

export interface RecordedLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class AttemptRecording implements Recorded {
  readonly metrics: RecordedMetric[] = [];
  readonly progress: RecordedProgress[] = [];
  readonly log: RecordedLine[] = [];
  readonly printed = new Printed();
  /** What the function threw. */
  error: unknown;
  readonly #saved: (artifact: SavedArtifact) => void;

  constructor(saved: (artifact: SavedArtifact) => void) {
    this.#saved = saved;
  }

  get stdout(): string {
    return this.printed.stdout;
  }

  get stderr(): string {
    return this.printed.stderr;
  }

  host({ runId, task, attempt }: AttemptKey, pipeline: string, signal: AbortSignal): StepHost {
    return {
      signal,
      attempt: { runId, task, attempt, pipeline },
      metric: (name, value, step) => void this.metrics.push({ name, value, step: step ?? null }),
      progress: (fraction, message) => void this.progress.push({ fraction, message: message ?? "" }),
      log: (level, message, fields) => void this.log.push({ level, message, fields: fields ?? {} }),
      save: async (kind, path) => {
        const saved = { kind, ...keepFile(await readFile(path)) };
        this.#saved(saved);
        return saved;
      },
    };
  }
}
