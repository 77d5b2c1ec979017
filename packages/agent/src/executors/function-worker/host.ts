/** What a function's host does with what it is told: reports it to the agent. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { extname, resolve } from "node:path";
import { CodedError } from "./failure.ts";
import type { StepHost } from "./programs.ts";
import type { ReportWriter } from "./report-writer.ts";
import type { Request, RunNumber } from "./wire.ts";

export type RunRequest = Extract<Request, { type: "run" }>;
export type SaveAnswer = Extract<Request, { type: "saved" | "not-saved" }>;

/** Saves that wait for the agent's answer, by number. */
export class Saves {
  readonly #reports: ReportWriter;
  readonly #waiting = new Map<number, PromiseWithResolvers<string>>();
  #count = 0;

  constructor(reports: ReportWriter) {
    this.#reports = reports;
  }

  async save(run: RunNumber, kind: string, given: string): Promise<Awaited<ReturnType<StepHost["save"]>>> {
    const path = resolve(given);
    const { digest, size } = await digestOf(path);
    const save = ++this.#count;
    const answer = Promise.withResolvers<string>();
    this.#waiting.set(save, answer);
    this.#reports.send({ type: "save", run, save, file: { kind, path, digest, size } });
    return { kind, digest, size, path: await answer.promise };
  }

  answered(answer: SaveAnswer): void {
    const waiting = this.#waiting.get(answer.save);
    this.#waiting.delete(answer.save);
    if (answer.type === "saved") waiting?.resolve(answer.path);
    else waiting?.reject(new CodedError(answer.code, answer.message));
  }
}

async function digestOf(path: string): Promise<{ readonly digest: `sha256:${string}`; readonly size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

export function hostOf(
  { run, attempt, environment }: RunRequest,
  signal: AbortSignal,
  reports: ReportWriter,
  saves: Saves,
): StepHost {
  const tell = (message: unknown) => reports.send({ type: "message", run, message });
  return {
    signal,
    attempt: { runId: attempt.runId, task: attempt.task, attempt: attempt.attempt, pipeline: attempt.pipeline },
    metric: (name, value, step) => tell({ type: "metric", name, value: told(value), step }),
    progress: (fraction, message) => tell({ type: "progress", fraction, message }),
    log: (level, message, fields) =>
      tell({ type: "log", level, message, time: Date.now() / 1000, fields: printable(fields) }),
    save: (kind, path) => saves.save(run, kind, path),
    ...checkpointIn(environment),
    // Stored first: the function may write to the file again as soon as this answers.
    saveCheckpoint: async (path, step) => {
      const kind = extname(path).slice(1) || "checkpoint";
      const saved = await saves.save(run, kind, path);
      tell({ type: "checkpoint", path: saved.path, kind, step });
    },
  };
}

function checkpointIn(environment: RunRequest["environment"]): Pick<StepHost, "checkpoint"> {
  const { TROUPE_CHECKPOINT: path, TROUPE_CHECKPOINT_STEP: step } = environment;
  return path === undefined ? {} : { checkpoint: { path, step: step === undefined ? null : Number(step) } };
}

/** JSON has no NaN and no infinities; as texts they arrive. */
function told(value: number): number | string {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** A log line must not fail for what somebody wants to have in it. */
function printable(
  fields: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (fields === undefined) return undefined;
  const isPlain = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (isPlain(value)) return [name, value];
      try {
        return [name, JSON.parse(JSON.stringify(value) ?? "null")];
      } catch {
        return [name, String(value)];
      }
    }),
  );
}
