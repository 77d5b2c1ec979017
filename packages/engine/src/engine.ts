/**
 * What the outside may ask of an engine that leads. The api translates between this and the wire; nothing here knows of
 * gRPC, and nothing there decides. Everything answers after what it answers is durable.
 *
 * Refusals are TroupeErrors: INVALID_SPEC, INVALID_PARAMS, INVALID_ARGUMENT (with `problems`), PIPELINE_NOT_FOUND,
 * RUN_NOT_FOUND, TASK_NOT_FOUND, AGENT_NOT_FOUND, REQUEST_ID_REUSED (details.runId), RUN_ENDED, OUTPUTS_MISFIT,
 * ARTIFACT_NOT_FOUND, NOT_LEADER, OVERLOADED.
 */
import type { Artifacts } from "./artifacts/faces.ts";
import type { Backfills } from "./backfill/faces.ts";
import type { Datasets } from "./datasets/dataset-views.ts";
import type { Agents } from "./fleet/faces.ts";
import type { Notices } from "./notify/faces.ts";
import type { Pipelines } from "./pipeline/faces.ts";
import type { Pools } from "./pools/faces.ts";
import type { Retention } from "./retention/faces.ts";
import type { Runs } from "./run/faces.ts";
import type { Schedules } from "./schedule/faces.ts";
import type { TelemetryIngest } from "./telemetry/faces.ts";
import type { Approvals } from "./waiting/faces.ts";

export type * from "./artifacts/faces.ts";
export type * from "./fleet/faces.ts";
export type * from "./notify/faces.ts";
export type * from "./pipeline/faces.ts";
export type * from "./pools/faces.ts";
export type * from "./run/faces.ts";
export type * from "./telemetry/faces.ts";
export type * from "./waiting/faces.ts";

export interface Engine extends Faces {
  readonly clusterId: string;
  readonly term: number;
  /** Aborted when this engine leads no more; every later call throws NOT_LEADER. */
  readonly ended: AbortSignal;
  /** Finishes the batch in flight, then stops. Runs go on under the next leader. */
  stop(): Promise<void>;
}

/** What the api serves. A coordinator that follows has the same faces; of what only the leader may do they refuse all. */
export interface Faces {
  readonly pipelines: Pipelines;
  readonly runs: Runs;
  readonly datasets: Datasets;
  readonly agents: Agents;
  readonly telemetry: TelemetryIngest;
  readonly approvals: Approvals;
  readonly schedules: Schedules;
  readonly pools: Pools;
  readonly backfills: Backfills;
  readonly notices: Notices;
  readonly artifacts: Artifacts;
  readonly retention: Retention;
}
