/** The client and what it answers with. Imports no gRPC until the first call. */

export type * from "./agent-records.ts";
export { Client, connect } from "./client.ts";
export type * from "./cluster-records.ts";
export type * from "./dataset-records.ts";
export type { DownloadOptions } from "./download.ts";
export {
  type Announcement,
  dataFolder,
  defaultAddress,
  type Endpoint,
  type EndpointOptions,
  findEndpoint,
  readAnnouncement,
} from "./endpoint.ts";
export type * from "./lineage-records.ts";
export type * from "./pipeline-records.ts";
export type { Pruned, RemovedRun, RemovedVersion } from "./prune-records.ts";
export type * from "./queue-records.ts";
export type {
  ApprovalAnswer,
  ApprovalFilter,
  ClientOptions,
  PipelineBundle,
  PublishOptions,
  RerunOptions,
  RunFilter,
  SubmitOptions,
  TaskEnding,
  WaitFilter,
} from "./requests.ts";
export type { ResumeOptions } from "./resume.ts";
export type { CancelOptions, RunHandle } from "./run-handle.ts";
export type * from "./run-records.ts";
export type { LogOptions, MetricOptions } from "./run-streams.ts";
export type * from "./schedule-records.ts";
export type {
  BackfillClient,
  BackfillFilter,
  BackfillOptions,
  ScheduleClient,
  TurnOptions,
} from "./schedules.ts";
export type * from "./task-records.ts";
export type * from "./telemetry-records.ts";
export type * from "./version-records.ts";
export type * from "./wait-records.ts";
