import type { JsonObject, JsonSchema } from "@troupe/core";
import { commandLine } from "../format/commands.ts";
import { asCli, type Launch, paramFlags } from "../screens/launch/copy-as.ts";
import { action } from "./action.ts";

export interface LaunchArguments extends Launch {
  /** Of the pipeline's params. */
  readonly schema: JsonSchema;
}

export interface OfSchedule {
  readonly pipeline: string;
  readonly reason?: string | undefined;
}

export interface BackfillArguments {
  readonly pipeline: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly parallel?: number | undefined;
  readonly newestFirst?: boolean;
  readonly missingOnly?: boolean;
  /** Null or absent: what the schedule gives its runs. */
  readonly params?: JsonObject | null;
  /** Of the pipeline's params. */
  readonly schema?: JsonSchema;
}

export interface OfBackfill {
  readonly backfillId: string;
}

const backfillId = "bf-0198c0de-7a00-7000-8000-3f8a21c0d9e4";

const because = (reason: string | undefined): readonly string[] => (reason ? ["--reason", reason] : []);

export const pipelineActions = {
  launch: action({
    label: "Launch a run",
    on: "pipeline",
    method: "RunService/CreateRun",
    command: ({ schema, ...launch }: LaunchArguments) => asCli(launch, schema),
    example: {
      ...{ pipeline: "churn", params: { trees: [10, 50] }, interval: null, priority: null, skipCache: false },
      schema: true,
    },
  }),
  pause: action({
    label: "Pause a schedule",
    on: "pipeline",
    method: "ScheduleService/PauseSchedule",
    command: ({ pipeline, reason }: OfSchedule) => commandLine("troupe", "pause", pipeline, ...because(reason)),
    example: { pipeline: "churn", reason: "the warehouse moves" },
  }),
  resume: action({
    label: "Let a paused schedule go on",
    on: "pipeline",
    method: "ScheduleService/ResumeSchedule",
    command: ({ pipeline, reason }: OfSchedule) => commandLine("troupe", "resume", pipeline, ...because(reason)),
    example: { pipeline: "churn" },
  }),
  backfill: action({
    label: "Backfill a pipeline",
    on: "pipeline",
    method: "ScheduleService/CreateBackfill",
    command: ({ pipeline, from, to, params, schema = true, parallel = 1, ...how }: BackfillArguments) =>
      commandLine(
        ...["troupe", "backfill", pipeline, "--from", from, "--to", to],
        ...paramFlags(params ?? {}, schema),
        ...(parallel > 1 ? ["--parallel", parallel] : []),
        ...(how.newestFirst ? ["--order", "newest"] : []),
        how.missingOnly === true && "--missing",
      ),
    example: { pipeline: "churn", from: "2026-01-01", to: "2026-02-01", parallel: 4, missingOnly: true },
  }),
  cancelBackfill: action({
    label: "Cancel a backfill",
    on: "backfill",
    method: "ScheduleService/CancelBackfill",
    command: ({ backfillId }: OfBackfill) => commandLine("troupe", "cancel", backfillId),
    example: { backfillId },
  }),
  rerunBackfill: action({
    label: "Run again the intervals of a backfill that did not succeed",
    on: "backfill",
    method: "ScheduleService/RerunBackfill",
    command: ({ backfillId }: OfBackfill) => commandLine("troupe", "rerun", backfillId),
    example: { backfillId },
  }),
} as const;
