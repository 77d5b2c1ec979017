/** What a step written in TypeScript can do besides computing. */
import type { Artifact, Schema } from "../schema/artifact.ts";

/** Which try of which task this is. */
export interface Attempt {
  readonly runId: string;
  /** Its name in the run: `train`, `train[0]`. */
  readonly task: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly pipeline: string;
}

/**
 * The second argument of a task's function.
 *
 * @example
 * ```ts
 * const Net = z.object({ loss: z.number(), file: artifact("onnx") });
 * const fit = task("fit", { input: { epochs: z.int() }, output: Net, metrics: ["loss"] }, async ({ epochs }, context) => {
 *   let loss = 1;
 *   for (let step = 0; step < epochs; step++) {
 *     context.signal.throwIfAborted();
 *     loss = await trainEpoch(step);
 *     context.metric("loss", loss, { step });
 *     context.progress((step + 1) / epochs);
 *   }
 *   return { loss, file: await context.save(Net.shape.file, "/tmp/model.onnx") };
 * });
 * ```
 */
export interface Context<Metric extends string = string> {
  /** Reports a number while the step runs. With `step` it is a point of a curve. */
  metric(name: Metric, value: number, at?: { readonly step: number }): void;
  /** How far it has come, 0 to 1, and with what. */
  progress(fraction: number, message?: string): void;
  /** Structured lines of the task's log; what is printed is kept as well. */
  readonly log: Log;
  /**
   * Makes a local file an artifact: the only way to yield bytes.
   *
   * @param as - The schema that the output declares: `artifact("csv")`, or `Model.shape.file`.
   * @param path - A file. Relative to the process, so prefer one in a temporary folder of your own.
   */
  save<A extends Artifact>(as: Schema<A>, path: string): Promise<A>;
  /**
   * Keeps a local file as it is now, whatever becomes of this attempt: the next one finds it as `checkpoint`.
   *
   * @example
   * ```ts
   * const long = task("long", { input: { epochs: z.int() } }, async ({ epochs }, context) => {
   *   for (let epoch = (context.checkpoint?.step ?? -1) + 1; epoch < epochs; epoch++) {
   *     await trainEpoch(epoch);
   *     await context.saveCheckpoint("/tmp/model.ckpt", { step: epoch });
   *   }
   * });
   * ```
   */
  saveCheckpoint(path: string, at?: { readonly step: number }): Promise<void>;
  /** What an earlier attempt of this task kept last; null if there is nothing. */
  readonly checkpoint: SavedCheckpoint | null;
  /** Aborted when the task is cancelled, out of time, or ended by its watchdog or a rule. Then `grace` is left. */
  readonly signal: AbortSignal;
  readonly attempt: Attempt;
}

/** A file to go on from. */
export interface SavedCheckpoint {
  /** On this machine, read-only. */
  readonly path: string;
  /** Which epoch or batch it is of; null if that was not said. */
  readonly step: number | null;
}

/** @inline */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Facts beside a message: `{ rows: 3 }`. */
export type LogFields = Readonly<Record<string, unknown>>;
