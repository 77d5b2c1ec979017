/**
 * What an agent and its workers say to each other: one JSON value a line, as many lines in a write as have come together.
 * Both ends are of one version, for a worker dies with its agent.
 */
import type { PreparedAttempt, StopReason } from "../../ports/executor.ts";
import type { FailureReport } from "./failure.ts";

/** Where a worker's streams are, beside the usual three. */
export const fds = {
  /** From the agent. */
  requests: 3,
  /** To the agent. */
  reports: 4,
} as const;

/** Numbers a worker's attempts. */
export type RunNumber = number;

export type Request =
  | {
      readonly type: "load";
      /** The module of the code bundle. */
      readonly module: string;
      /** Cgroups to enter first. */
      readonly groups: readonly string[];
      /** Reports go out one by one, as they come. */
      readonly isEager: boolean;
    }
  | {
      readonly type: "run";
      readonly run: RunNumber;
      readonly attempt: Pick<PreparedAttempt, "runId" | "task" | "attempt" | "pipeline" | "step">;
      readonly inputs: unknown;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly type: "abort"; readonly run: RunNumber; readonly reason: StopReason }
  | { readonly type: "saved"; readonly save: number; readonly path: string }
  | { readonly type: "not-saved"; readonly save: number; readonly code: string; readonly message: string };

export type Report =
  | { readonly type: "loaded" }
  | { readonly type: "unloadable"; readonly message: string }
  | { readonly type: "log"; readonly run: RunNumber; readonly stream: StreamName; readonly text: string }
  /** What is no text, in base64. */
  | { readonly type: "bytes"; readonly run: RunNumber; readonly stream: StreamName; readonly base64: string }
  | { readonly type: "message"; readonly run: RunNumber; readonly message: unknown }
  | { readonly type: "save"; readonly run: RunNumber; readonly save: number; readonly file: SavedFile }
  | { readonly type: "done"; readonly run: RunNumber; readonly output: unknown }
  | ({ readonly type: "failed"; readonly run: RunNumber } & Pick<
      FailureReport,
      "code" | "message" | "errorTypes" | "final"
    >);

export type StreamName = "stdout" | "stderr";

export interface SavedFile {
  readonly kind: string;
  /** Absolute. */
  readonly path: string;
  readonly digest: `sha256:${string}`;
  readonly size: number;
}

/** Characters of one report. What is printed at once is cut into several; an output that is longer is refused. */
export const reportLimit = 16 * 1024 * 1024;

/** Cuts what comes in pieces into lines. */
export class LineSplitter {
  #rest = "";

  /** Characters of a line that is not whole yet. */
  get waiting(): number {
    return this.#rest.length;
  }

  /** The lines that `text` makes whole. */
  split(text: string): readonly string[] {
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    if (lines.length === 0) {
      this.#rest += last;
      return lines;
    }
    lines[0] = this.#rest + lines[0];
    this.#rest = last;
    return lines;
  }
}
