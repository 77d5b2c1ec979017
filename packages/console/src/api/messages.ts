/** Messages as screens see them: the short names of what @troupe/proto calls `…__Output`. */
import type {
  Agent__Output,
  Approval__Output,
  ArtifactLink__Output,
  Attempt__Output,
  Backfill__Output,
  BackfillInterval__Output,
  Cluster__Output,
  Event__Output,
  Explanation__Output,
  Failure__Output,
  Pipeline__Output,
  Run__Output,
  RunCause__Output,
  Task__Output,
  TaskCounts__Output,
  Wait__Output,
} from "@troupe/proto";
import type { JsonOf } from "./json-form.ts";

export type Agent = JsonOf<Agent__Output>;
export type Approval = JsonOf<Approval__Output>;
export type ArtifactLink = JsonOf<ArtifactLink__Output>;
export type Attempt = JsonOf<Attempt__Output>;
export type Backfill = JsonOf<Backfill__Output>;
export type BackfillInterval = JsonOf<BackfillInterval__Output>;
export type Cluster = JsonOf<Cluster__Output>;
export type RunEvent = JsonOf<Event__Output>;
export type Explanation = JsonOf<Explanation__Output>;
export type Failure = JsonOf<Failure__Output>;
export type Pipeline = JsonOf<Pipeline__Output>;
export type Run = JsonOf<Run__Output>;
export type RunCause = JsonOf<RunCause__Output>;
export type Task = JsonOf<Task__Output>;
export type TaskCounts = JsonOf<TaskCounts__Output>;
export type Wait = JsonOf<Wait__Output>;
