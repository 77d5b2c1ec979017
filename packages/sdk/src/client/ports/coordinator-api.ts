/**
 * The calls that a client makes, as the wire contract has them. Failures are TroupeErrors; what may be repeated without
 * harm has been repeated already when they arrive. Streams end with the server's end, or throw.
 */
import type {
  Agent__Output,
  AnswerApprovalRequest,
  ApplyPipelineRequest,
  ApplyPipelineResponse__Output,
  Backfill__Output,
  CancelBackfillRequest,
  CancelRunRequest,
  Cluster__Output,
  CreateBackfillRequest,
  CreateRunRequest,
  Dataset__Output,
  DatasetRevision__Output,
  DiffVersionsRequest,
  DiffVersionsResponse__Output,
  DrainAgentRequest,
  EndTaskRequest,
  ExplainTaskRequest,
  Explanation__Output,
  GetLineageRequest,
  GetPipelineRequest,
  GetRunRequest,
  Lineage__Output,
  ListAgentsRequest,
  ListAgentsResponse__Output,
  ListApprovalsRequest,
  ListApprovalsResponse__Output,
  ListArtifactsRequest,
  ListArtifactsResponse__Output,
  ListBackfillIntervalsRequest,
  ListBackfillIntervalsResponse__Output,
  ListBackfillsRequest,
  ListBackfillsResponse__Output,
  ListDatasetsRequest,
  ListDatasetsResponse__Output,
  ListNotificationsResponse__Output,
  ListPipelinesRequest,
  ListPipelinesResponse__Output,
  ListPoolsResponse__Output,
  ListRevisionsRequest,
  ListRevisionsResponse__Output,
  ListRunsRequest,
  ListRunsResponse__Output,
  ListSchedulesRequest,
  ListSchedulesResponse__Output,
  ListTasksRequest,
  ListTasksResponse__Output,
  ListVersionsRequest,
  ListVersionsResponse__Output,
  ListWaitsRequest,
  ListWaitsResponse__Output,
  PauseScheduleRequest,
  Pipeline__Output,
  PlanPipelineRequest,
  PlanPipelineResponse__Output,
  Pool__Output,
  PreviewBackfillResponse__Output,
  PreviewRerunResponse__Output,
  PrioritizeRunRequest,
  PruneRunsResponse__Output,
  PublishDatasetRequest,
  ReadLogsRequest,
  ReadLogsResponse__Output,
  ReadMetricsRequest,
  ReadMetricsResponse__Output,
  RerunRunRequest,
  ResumeScheduleRequest,
  Run__Output,
  Schedule__Output,
  SetPoolRequest,
  Store__Output,
  Task__Output,
  TestConnectionRequest,
  TestConnectionResponse__Output,
  WatchRunRequest,
  WatchRunResponse__Output,
} from "@troupe/proto";

export interface CoordinatorApi {
  readonly pipelines: PipelineCalls;
  readonly runs: RunCalls;
  readonly approvals: ApprovalCalls;
  readonly datasets: DatasetCalls;
  readonly notices: NoticeCalls;
  readonly schedules: ScheduleCalls;
  readonly agents: AgentCalls;
  readonly artifacts: ArtifactCalls;
  readonly cluster: ClusterCalls;
  readonly pools: PoolCalls;
  close(): void;
}

export interface PipelineCalls {
  apply(request: ApplyPipelineRequest): Promise<ApplyPipelineResponse__Output>;
  plan(request: PlanPipelineRequest): Promise<PlanPipelineResponse__Output>;
  get(request: GetPipelineRequest): Promise<Pipeline__Output>;
  list(request: ListPipelinesRequest): Promise<ListPipelinesResponse__Output>;
  versions(request: ListVersionsRequest): Promise<ListVersionsResponse__Output>;
  diff(request: DiffVersionsRequest): Promise<DiffVersionsResponse__Output>;
}

export interface RunCalls {
  /** Repeated when the coordinator goes away in the middle, so it must carry a request id. */
  create(request: CreateRunRequest & { readonly requestId: string }): Promise<Run__Output>;
  get(request: GetRunRequest): Promise<Run__Output>;
  list(request: ListRunsRequest): Promise<ListRunsResponse__Output>;
  tasks(request: ListTasksRequest): Promise<ListTasksResponse__Output>;
  cancel(request: CancelRunRequest): Promise<Run__Output>;
  release(runId: string): Promise<Run__Output>;
  /** Repeated, as `create`. */
  rerun(request: RerunRunRequest & { readonly requestId: string }): Promise<Run__Output>;
  previewRerun(request: RerunRunRequest): Promise<PreviewRerunResponse__Output>;
  endTask(request: EndTaskRequest): Promise<Task__Output>;
  explain(request: ExplainTaskRequest): Promise<Explanation__Output>;
  prioritize(request: PrioritizeRunRequest): Promise<Run__Output>;
  waits(request: ListWaitsRequest): Promise<ListWaitsResponse__Output>;
  watch(request: WatchRunRequest, signal?: AbortSignal): AsyncIterable<WatchRunResponse__Output>;
  logs(request: ReadLogsRequest, signal?: AbortSignal): AsyncIterable<ReadLogsResponse__Output>;
  metrics(request: ReadMetricsRequest, signal?: AbortSignal): AsyncIterable<ReadMetricsResponse__Output>;
}

export interface ApprovalCalls {
  list(request: ListApprovalsRequest): Promise<ListApprovalsResponse__Output>;
  /** Repeated when the coordinator goes away in the middle: the same answer again changes nothing. */
  answer(request: AnswerApprovalRequest): Promise<Task__Output>;
}

export interface DatasetCalls {
  list(request: ListDatasetsRequest): Promise<ListDatasetsResponse__Output>;
  get(name: string): Promise<Dataset__Output>;
  revisions(request: ListRevisionsRequest): Promise<ListRevisionsResponse__Output>;
  /** Repeated when the coordinator goes away in the middle, so it must carry a request id. */
  publish(request: PublishDatasetRequest & { readonly requestId: string }): Promise<DatasetRevision__Output>;
}

export interface NoticeCalls {
  list(runId: string): Promise<ListNotificationsResponse__Output>;
  /** The other side may take its time: this many milliseconds at most. */
  test(request: TestConnectionRequest, withinMs: number): Promise<TestConnectionResponse__Output>;
}

/** All of them may be repeated: they read, are idempotent, or carry a request id. */
export interface ScheduleCalls {
  list(request: ListSchedulesRequest): Promise<ListSchedulesResponse__Output>;
  get(pipeline: string): Promise<Schedule__Output>;
  pause(request: PauseScheduleRequest): Promise<Schedule__Output>;
  resume(request: ResumeScheduleRequest): Promise<Schedule__Output>;
  previewBackfill(request: CreateBackfillRequest): Promise<PreviewBackfillResponse__Output>;
  createBackfill(request: CreateBackfillRequest & { readonly requestId: string }): Promise<Backfill__Output>;
  getBackfill(backfillId: string): Promise<Backfill__Output>;
  listBackfills(request: ListBackfillsRequest): Promise<ListBackfillsResponse__Output>;
  backfillIntervals(request: ListBackfillIntervalsRequest): Promise<ListBackfillIntervalsResponse__Output>;
  cancelBackfill(request: CancelBackfillRequest): Promise<Backfill__Output>;
  rerunBackfill(backfillId: string): Promise<Backfill__Output>;
}

export interface AgentCalls {
  list(request: ListAgentsRequest): Promise<ListAgentsResponse__Output>;
  get(agentId: string): Promise<Agent__Output>;
  drain(request: DrainAgentRequest): Promise<Agent__Output>;
}

export interface PoolCalls {
  set(request: SetPoolRequest): Promise<Pool__Output>;
  get(name: string): Promise<Pool__Output>;
  list(): Promise<ListPoolsResponse__Output>;
  delete(name: string): Promise<unknown>;
}

export interface ClusterCalls {
  get(): Promise<Cluster__Output>;
  /** May take seconds for each gigabyte: this many milliseconds at most. */
  reclaim(deadlineMs: number): Promise<Store__Output>;
  /** Of the leader. May take minutes: this many milliseconds at most. */
  prune(dryRun: boolean, deadlineMs: number): Promise<PruneRunsResponse__Output>;
}

export interface ArtifactCalls {
  /** Its size; null if the archive lacks it. */
  stat(digest: string): Promise<number | null>;
  /** Stores nothing if the bytes do not have this digest. */
  upload(digest: string, bytes: Uint8Array): Promise<void>;
  /** From this offset to the end. */
  download(digest: string, offset: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  lineage(request: GetLineageRequest): Promise<Lineage__Output>;
  list(request: ListArtifactsRequest): Promise<ListArtifactsResponse__Output>;
}
