import { commandLine } from "../format/commands.ts";
import { action } from "./action.ts";

export interface OfRun {
  readonly runId: string;
}

export interface OfTask extends OfRun {
  readonly task: string;
  readonly reason?: string | undefined;
}

export interface RerunArguments extends OfRun {
  readonly from?: readonly string[];
  readonly only?: readonly string[];
  readonly whole?: boolean;
  readonly code?: "same" | "current" | undefined;
}

const runId = "0198c0de-7a00-7000-8000-3f8a21c0d9e4";

const pairs = (flag: string, values: readonly string[] = []): readonly string[] =>
  values.flatMap((value) => [flag, value]);

const because = (reason: string | undefined): readonly (string | false)[] => (reason ? ["--reason", reason] : []);

export const runActions = {
  cancelRun: action({
    label: "Cancel a run",
    on: "run",
    method: "RunService/CancelRun",
    command: ({ runId, reason }: OfRun & { readonly reason?: string | undefined }) =>
      commandLine("troupe", "cancel", runId, ...because(reason)),
    example: { runId, reason: "wrong data" },
  }),
  rerunRun: action({
    label: "Run again",
    on: "run",
    method: "RunService/RerunRun",
    command: ({ runId, from, only, whole, code }: RerunArguments) =>
      commandLine(
        ...["troupe", "rerun", runId, ...pairs("--from", from), ...pairs("--only", only)],
        ...[whole === true && "--all", ...(code === undefined ? [] : ["--code", code])],
      ),
    example: { runId, from: ["train[1]"] },
  }),
  releaseRun: action({
    label: "Let a run begin before its turn",
    on: "run",
    method: "RunService/ReleaseRun",
    command: ({ runId }: OfRun) => commandLine("troupe", "release", runId),
    example: { runId },
  }),
  prioritizeRun: action({
    label: "Give a run another priority",
    on: "run",
    method: "RunService/PrioritizeRun",
    command: ({ runId, priority }: OfRun & { readonly priority: number }) =>
      commandLine("troupe", "prioritize", runId, ...(priority < 0 ? ["--", priority] : [priority])),
    example: { runId, priority: 60 },
  }),
  cancelTask: action({
    label: "Cancel a task",
    on: "run",
    method: "RunService/EndTask",
    command: ({ runId, task, reason }: OfTask) =>
      commandLine("troupe", "cancel", runId, "--task", task, ...because(reason)),
    example: { runId, task: "train[1]" },
  }),
  markSucceeded: action({
    label: "Mark a task as succeeded",
    on: "run",
    method: "RunService/EndTask",
    command: ({ runId, task, result, reason }: OfTask & { readonly result?: string | undefined }) =>
      commandLine(
        "troupe",
        "mark",
        runId,
        task,
        "succeeded",
        ...(result ? ["--result", result] : []),
        ...because(reason),
      ),
    example: { runId, task: "train[1]", result: '{"accuracy":0.9}', reason: "computed by hand" },
  }),
  markFailed: action({
    label: "Mark a task as failed",
    on: "run",
    method: "RunService/EndTask",
    command: ({ runId, task, reason }: OfTask) =>
      commandLine("troupe", "mark", runId, task, "failed", ...because(reason)),
    example: { runId, task: "train[1]", reason: "it will not end" },
  }),
} as const;
