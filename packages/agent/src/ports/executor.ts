/** How an attempt is executed. One executor a kind of step; all of them are driven by the attempt machine in the same way. */
import type { Failure, StepDeclaration } from "@troupe/core";

export interface Executor {
  /**
   * Makes what the attempt needs and what may take long: an environment, a warm worker. Runs beside the claim, counts as
   * *inputs*, never against the step's timeout; what it appends to the folder's streams is shipped as it comes. Throws
   * TroupeError with the code that the attempt is to fail with.
   */
  prepare(attempt: PreparedAttempt, signal: AbortSignal): Promise<void>;
  /** Starts it. Called once, after the grant. What a function prints and measures goes to `sink`. */
  start(attempt: PreparedAttempt, sink: AttemptSink): Promise<Execution>;
  /**
   * Finds an attempt again that an earlier agent process started, by its folder: running, or ended since. Null only if it
   * was never started and never will be. Absent where attempts die with the agent; those get no folder.
   */
  adopt?(folder: string): Promise<Execution | null>;
}

/** Everything laid out on this machine: code unpacked, inputs fetched and written, folder made. */
export interface PreparedAttempt {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly pipeline: string;
  readonly step: string;
  readonly declaration: StepDeclaration;
  /** Inputs with artifacts as `{kind, digest, size, path}`, `path` being a local file. Also in `<folder>/inputs.json`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The attempt's own folder: inputs.json, outputs/, messages.jsonl, stdout, stderr, exit. Absent for functions, which need no files. */
  readonly folder: string | null;
  /** Root of the unpacked code bundle (read-only); null if the pipeline has no code. */
  readonly codeFolder: string | null;
  /** Digest of the code bundle: warm workers are kept by it. */
  readonly codeDigest: string | null;
  /** What the step protocol and the gang put into the environment. Values win over the agent's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly resources: { readonly millicpus: number; readonly memoryBytes: number };
}

export interface Execution {
  /** What it takes to find the process again after the agent was restarted; null for functions, which die with the agent. */
  readonly identity: ProcessIdentity | null;
  /** Resolves once, when the whole tree is gone or was given up, never rejects. */
  readonly ended: Promise<Exit>;
  /** SIGTERM (or an abort signal), then after `graceMs` the kill of the whole tree. Idempotent. */
  stop(reason: StopReason, graceMs: number): void;
  /** Of all its processes, right now; null if that cannot be told any more. Absent where nobody could ever tell. */
  usage?(): Promise<ProcessUsage | null>;
  /** Writes what its processes are at to its stderr, as far as they tell. Absent where nobody could say. */
  dump?(why: string): Promise<void>;
}

export interface ProcessUsage {
  /** Milliseconds of all cores that were spent so far; it only grows, except by what ended and took its account along. */
  readonly cpuMs: number;
  /** What would be missed if it were taken away: caches of files that could go are not in it. */
  readonly memoryBytes: number;
}

/** Why it is stopped, for the code that runs: a function sees it as the reason of its signal. */
export type StopReason = "cancelled" | "timeout" | "stalled" | "rule";

/** Boot id + pid + start time name a process for ever. */
export interface ProcessIdentity {
  readonly bootId: string;
  readonly pid: number;
  readonly startTime: string;
}

export interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** True only if a counter of the kernel says that memory ran out. */
  readonly oom: boolean;
  /** Functions report their result or error here; processes leave theirs in the folder. */
  readonly result?:
    | { readonly ok: true; readonly output: unknown }
    | ({ readonly ok: false; readonly code: string; readonly message: string } & Pick<Failure, "errorTypes" | "final">);
  /** Its worker or supervisor vanished: nothing is known about how it ended. */
  readonly lost?: boolean;
  /** Processes that it left behind and that could not be killed (stuck in the kernel). */
  readonly survivors?: number;
}

/** Where functions put what they print and measure; processes use files. */
export interface AttemptSink {
  log(stream: "stdout" | "stderr", data: Uint8Array): void;
  message(line: unknown): void;
}
