// Original file: troupe/v1/run.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelRunRequest as _troupe_v1_CancelRunRequest, CancelRunRequest__Output as _troupe_v1_CancelRunRequest__Output } from '../../troupe/v1/CancelRunRequest.ts';
import type { CreateRunRequest as _troupe_v1_CreateRunRequest, CreateRunRequest__Output as _troupe_v1_CreateRunRequest__Output } from '../../troupe/v1/CreateRunRequest.ts';
import type { EndTaskRequest as _troupe_v1_EndTaskRequest, EndTaskRequest__Output as _troupe_v1_EndTaskRequest__Output } from '../../troupe/v1/EndTaskRequest.ts';
import type { ExplainTaskRequest as _troupe_v1_ExplainTaskRequest, ExplainTaskRequest__Output as _troupe_v1_ExplainTaskRequest__Output } from '../../troupe/v1/ExplainTaskRequest.ts';
import type { Explanation as _troupe_v1_Explanation, Explanation__Output as _troupe_v1_Explanation__Output } from '../../troupe/v1/Explanation.ts';
import type { GetGridRequest as _troupe_v1_GetGridRequest, GetGridRequest__Output as _troupe_v1_GetGridRequest__Output } from '../../troupe/v1/GetGridRequest.ts';
import type { GetRunRequest as _troupe_v1_GetRunRequest, GetRunRequest__Output as _troupe_v1_GetRunRequest__Output } from '../../troupe/v1/GetRunRequest.ts';
import type { Grid as _troupe_v1_Grid, Grid__Output as _troupe_v1_Grid__Output } from '../../troupe/v1/Grid.ts';
import type { ListRunsRequest as _troupe_v1_ListRunsRequest, ListRunsRequest__Output as _troupe_v1_ListRunsRequest__Output } from '../../troupe/v1/ListRunsRequest.ts';
import type { ListRunsResponse as _troupe_v1_ListRunsResponse, ListRunsResponse__Output as _troupe_v1_ListRunsResponse__Output } from '../../troupe/v1/ListRunsResponse.ts';
import type { ListTasksRequest as _troupe_v1_ListTasksRequest, ListTasksRequest__Output as _troupe_v1_ListTasksRequest__Output } from '../../troupe/v1/ListTasksRequest.ts';
import type { ListTasksResponse as _troupe_v1_ListTasksResponse, ListTasksResponse__Output as _troupe_v1_ListTasksResponse__Output } from '../../troupe/v1/ListTasksResponse.ts';
import type { ListWaitsRequest as _troupe_v1_ListWaitsRequest, ListWaitsRequest__Output as _troupe_v1_ListWaitsRequest__Output } from '../../troupe/v1/ListWaitsRequest.ts';
import type { ListWaitsResponse as _troupe_v1_ListWaitsResponse, ListWaitsResponse__Output as _troupe_v1_ListWaitsResponse__Output } from '../../troupe/v1/ListWaitsResponse.ts';
import type { PreviewRerunResponse as _troupe_v1_PreviewRerunResponse, PreviewRerunResponse__Output as _troupe_v1_PreviewRerunResponse__Output } from '../../troupe/v1/PreviewRerunResponse.ts';
import type { PrioritizeRunRequest as _troupe_v1_PrioritizeRunRequest, PrioritizeRunRequest__Output as _troupe_v1_PrioritizeRunRequest__Output } from '../../troupe/v1/PrioritizeRunRequest.ts';
import type { ReadLogsRequest as _troupe_v1_ReadLogsRequest, ReadLogsRequest__Output as _troupe_v1_ReadLogsRequest__Output } from '../../troupe/v1/ReadLogsRequest.ts';
import type { ReadLogsResponse as _troupe_v1_ReadLogsResponse, ReadLogsResponse__Output as _troupe_v1_ReadLogsResponse__Output } from '../../troupe/v1/ReadLogsResponse.ts';
import type { ReadMetricsRequest as _troupe_v1_ReadMetricsRequest, ReadMetricsRequest__Output as _troupe_v1_ReadMetricsRequest__Output } from '../../troupe/v1/ReadMetricsRequest.ts';
import type { ReadMetricsResponse as _troupe_v1_ReadMetricsResponse, ReadMetricsResponse__Output as _troupe_v1_ReadMetricsResponse__Output } from '../../troupe/v1/ReadMetricsResponse.ts';
import type { ReleaseRunRequest as _troupe_v1_ReleaseRunRequest, ReleaseRunRequest__Output as _troupe_v1_ReleaseRunRequest__Output } from '../../troupe/v1/ReleaseRunRequest.ts';
import type { RerunRunRequest as _troupe_v1_RerunRunRequest, RerunRunRequest__Output as _troupe_v1_RerunRunRequest__Output } from '../../troupe/v1/RerunRunRequest.ts';
import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from '../../troupe/v1/Run.ts';
import type { Task as _troupe_v1_Task, Task__Output as _troupe_v1_Task__Output } from '../../troupe/v1/Task.ts';
import type { WatchRunRequest as _troupe_v1_WatchRunRequest, WatchRunRequest__Output as _troupe_v1_WatchRunRequest__Output } from '../../troupe/v1/WatchRunRequest.ts';
import type { WatchRunResponse as _troupe_v1_WatchRunResponse, WatchRunResponse__Output as _troupe_v1_WatchRunResponse__Output } from '../../troupe/v1/WatchRunResponse.ts';
import type { WatchRunsRequest as _troupe_v1_WatchRunsRequest, WatchRunsRequest__Output as _troupe_v1_WatchRunsRequest__Output } from '../../troupe/v1/WatchRunsRequest.ts';
import type { WatchRunsResponse as _troupe_v1_WatchRunsResponse, WatchRunsResponse__Output as _troupe_v1_WatchRunsResponse__Output } from '../../troupe/v1/WatchRunsResponse.ts';
import type { WatchWaitsRequest as _troupe_v1_WatchWaitsRequest, WatchWaitsRequest__Output as _troupe_v1_WatchWaitsRequest__Output } from '../../troupe/v1/WatchWaitsRequest.ts';

export interface RunServiceClient extends grpc.Client {
  CancelRun(argument: _troupe_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _troupe_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _troupe_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _troupe_v1_CancelRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _troupe_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _troupe_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _troupe_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _troupe_v1_CancelRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  
  CreateRun(argument: _troupe_v1_CreateRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  CreateRun(argument: _troupe_v1_CreateRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  CreateRun(argument: _troupe_v1_CreateRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  CreateRun(argument: _troupe_v1_CreateRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  createRun(argument: _troupe_v1_CreateRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  createRun(argument: _troupe_v1_CreateRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  createRun(argument: _troupe_v1_CreateRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  createRun(argument: _troupe_v1_CreateRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  
  EndTask(argument: _troupe_v1_EndTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  EndTask(argument: _troupe_v1_EndTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  EndTask(argument: _troupe_v1_EndTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  EndTask(argument: _troupe_v1_EndTaskRequest, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  endTask(argument: _troupe_v1_EndTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  endTask(argument: _troupe_v1_EndTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  endTask(argument: _troupe_v1_EndTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  endTask(argument: _troupe_v1_EndTaskRequest, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  
  ExplainTask(argument: _troupe_v1_ExplainTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _troupe_v1_ExplainTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _troupe_v1_ExplainTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _troupe_v1_ExplainTaskRequest, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _troupe_v1_ExplainTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _troupe_v1_ExplainTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _troupe_v1_ExplainTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _troupe_v1_ExplainTaskRequest, callback: grpc.requestCallback<_troupe_v1_Explanation__Output>): grpc.ClientUnaryCall;
  
  GetGrid(argument: _troupe_v1_GetGridRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  GetGrid(argument: _troupe_v1_GetGridRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  GetGrid(argument: _troupe_v1_GetGridRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  GetGrid(argument: _troupe_v1_GetGridRequest, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  getGrid(argument: _troupe_v1_GetGridRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  getGrid(argument: _troupe_v1_GetGridRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  getGrid(argument: _troupe_v1_GetGridRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  getGrid(argument: _troupe_v1_GetGridRequest, callback: grpc.requestCallback<_troupe_v1_Grid__Output>): grpc.ClientUnaryCall;
  
  GetRun(argument: _troupe_v1_GetRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _troupe_v1_GetRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _troupe_v1_GetRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _troupe_v1_GetRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _troupe_v1_GetRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _troupe_v1_GetRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _troupe_v1_GetRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _troupe_v1_GetRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  
  ListRuns(argument: _troupe_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _troupe_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _troupe_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _troupe_v1_ListRunsRequest, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _troupe_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _troupe_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _troupe_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _troupe_v1_ListRunsRequest, callback: grpc.requestCallback<_troupe_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  
  ListTasks(argument: _troupe_v1_ListTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _troupe_v1_ListTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _troupe_v1_ListTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _troupe_v1_ListTasksRequest, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _troupe_v1_ListTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _troupe_v1_ListTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _troupe_v1_ListTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _troupe_v1_ListTasksRequest, callback: grpc.requestCallback<_troupe_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  
  ListWaits(argument: _troupe_v1_ListWaitsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  ListWaits(argument: _troupe_v1_ListWaitsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  ListWaits(argument: _troupe_v1_ListWaitsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  ListWaits(argument: _troupe_v1_ListWaitsRequest, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  listWaits(argument: _troupe_v1_ListWaitsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  listWaits(argument: _troupe_v1_ListWaitsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  listWaits(argument: _troupe_v1_ListWaitsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  listWaits(argument: _troupe_v1_ListWaitsRequest, callback: grpc.requestCallback<_troupe_v1_ListWaitsResponse__Output>): grpc.ClientUnaryCall;
  
  PreviewRerun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  PreviewRerun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  PreviewRerun(argument: _troupe_v1_RerunRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  PreviewRerun(argument: _troupe_v1_RerunRunRequest, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  previewRerun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  previewRerun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  previewRerun(argument: _troupe_v1_RerunRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  previewRerun(argument: _troupe_v1_RerunRunRequest, callback: grpc.requestCallback<_troupe_v1_PreviewRerunResponse__Output>): grpc.ClientUnaryCall;
  
  PrioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  PrioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  PrioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  PrioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  prioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  prioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  prioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  prioritizeRun(argument: _troupe_v1_PrioritizeRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  
  ReadLogs(argument: _troupe_v1_ReadLogsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadLogsResponse__Output>;
  ReadLogs(argument: _troupe_v1_ReadLogsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadLogsResponse__Output>;
  readLogs(argument: _troupe_v1_ReadLogsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadLogsResponse__Output>;
  readLogs(argument: _troupe_v1_ReadLogsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadLogsResponse__Output>;
  
  ReadMetrics(argument: _troupe_v1_ReadMetricsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadMetricsResponse__Output>;
  ReadMetrics(argument: _troupe_v1_ReadMetricsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadMetricsResponse__Output>;
  readMetrics(argument: _troupe_v1_ReadMetricsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadMetricsResponse__Output>;
  readMetrics(argument: _troupe_v1_ReadMetricsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ReadMetricsResponse__Output>;
  
  ReleaseRun(argument: _troupe_v1_ReleaseRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  ReleaseRun(argument: _troupe_v1_ReleaseRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  ReleaseRun(argument: _troupe_v1_ReleaseRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  ReleaseRun(argument: _troupe_v1_ReleaseRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  releaseRun(argument: _troupe_v1_ReleaseRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  releaseRun(argument: _troupe_v1_ReleaseRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  releaseRun(argument: _troupe_v1_ReleaseRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  releaseRun(argument: _troupe_v1_ReleaseRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  
  RerunRun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  RerunRun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  RerunRun(argument: _troupe_v1_RerunRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  RerunRun(argument: _troupe_v1_RerunRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  rerunRun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  rerunRun(argument: _troupe_v1_RerunRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  rerunRun(argument: _troupe_v1_RerunRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  rerunRun(argument: _troupe_v1_RerunRunRequest, callback: grpc.requestCallback<_troupe_v1_Run__Output>): grpc.ClientUnaryCall;
  
  WatchRun(argument: _troupe_v1_WatchRunRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunResponse__Output>;
  WatchRun(argument: _troupe_v1_WatchRunRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunResponse__Output>;
  watchRun(argument: _troupe_v1_WatchRunRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunResponse__Output>;
  watchRun(argument: _troupe_v1_WatchRunRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunResponse__Output>;
  
  WatchRuns(argument: _troupe_v1_WatchRunsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunsResponse__Output>;
  WatchRuns(argument: _troupe_v1_WatchRunsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunsResponse__Output>;
  watchRuns(argument: _troupe_v1_WatchRunsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunsResponse__Output>;
  watchRuns(argument: _troupe_v1_WatchRunsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_WatchRunsResponse__Output>;
  
  WatchWaits(argument: _troupe_v1_WatchWaitsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListWaitsResponse__Output>;
  WatchWaits(argument: _troupe_v1_WatchWaitsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListWaitsResponse__Output>;
  watchWaits(argument: _troupe_v1_WatchWaitsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListWaitsResponse__Output>;
  watchWaits(argument: _troupe_v1_WatchWaitsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListWaitsResponse__Output>;
  
}

export interface RunServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelRun: grpc.handleUnaryCall<_troupe_v1_CancelRunRequest__Output, _troupe_v1_Run>;
  
  CreateRun: grpc.handleUnaryCall<_troupe_v1_CreateRunRequest__Output, _troupe_v1_Run>;
  
  EndTask: grpc.handleUnaryCall<_troupe_v1_EndTaskRequest__Output, _troupe_v1_Task>;
  
  ExplainTask: grpc.handleUnaryCall<_troupe_v1_ExplainTaskRequest__Output, _troupe_v1_Explanation>;
  
  GetGrid: grpc.handleUnaryCall<_troupe_v1_GetGridRequest__Output, _troupe_v1_Grid>;
  
  GetRun: grpc.handleUnaryCall<_troupe_v1_GetRunRequest__Output, _troupe_v1_Run>;
  
  ListRuns: grpc.handleUnaryCall<_troupe_v1_ListRunsRequest__Output, _troupe_v1_ListRunsResponse>;
  
  ListTasks: grpc.handleUnaryCall<_troupe_v1_ListTasksRequest__Output, _troupe_v1_ListTasksResponse>;
  
  ListWaits: grpc.handleUnaryCall<_troupe_v1_ListWaitsRequest__Output, _troupe_v1_ListWaitsResponse>;
  
  PreviewRerun: grpc.handleUnaryCall<_troupe_v1_RerunRunRequest__Output, _troupe_v1_PreviewRerunResponse>;
  
  PrioritizeRun: grpc.handleUnaryCall<_troupe_v1_PrioritizeRunRequest__Output, _troupe_v1_Run>;
  
  ReadLogs: grpc.handleServerStreamingCall<_troupe_v1_ReadLogsRequest__Output, _troupe_v1_ReadLogsResponse>;
  
  ReadMetrics: grpc.handleServerStreamingCall<_troupe_v1_ReadMetricsRequest__Output, _troupe_v1_ReadMetricsResponse>;
  
  ReleaseRun: grpc.handleUnaryCall<_troupe_v1_ReleaseRunRequest__Output, _troupe_v1_Run>;
  
  RerunRun: grpc.handleUnaryCall<_troupe_v1_RerunRunRequest__Output, _troupe_v1_Run>;
  
  WatchRun: grpc.handleServerStreamingCall<_troupe_v1_WatchRunRequest__Output, _troupe_v1_WatchRunResponse>;
  
  WatchRuns: grpc.handleServerStreamingCall<_troupe_v1_WatchRunsRequest__Output, _troupe_v1_WatchRunsResponse>;
  
  WatchWaits: grpc.handleServerStreamingCall<_troupe_v1_WatchWaitsRequest__Output, _troupe_v1_ListWaitsResponse>;
  
}

export interface RunServiceDefinition extends grpc.ServiceDefinition {
  CancelRun: MethodDefinition<_troupe_v1_CancelRunRequest, _troupe_v1_Run, _troupe_v1_CancelRunRequest__Output, _troupe_v1_Run__Output>
  CreateRun: MethodDefinition<_troupe_v1_CreateRunRequest, _troupe_v1_Run, _troupe_v1_CreateRunRequest__Output, _troupe_v1_Run__Output>
  EndTask: MethodDefinition<_troupe_v1_EndTaskRequest, _troupe_v1_Task, _troupe_v1_EndTaskRequest__Output, _troupe_v1_Task__Output>
  ExplainTask: MethodDefinition<_troupe_v1_ExplainTaskRequest, _troupe_v1_Explanation, _troupe_v1_ExplainTaskRequest__Output, _troupe_v1_Explanation__Output>
  GetGrid: MethodDefinition<_troupe_v1_GetGridRequest, _troupe_v1_Grid, _troupe_v1_GetGridRequest__Output, _troupe_v1_Grid__Output>
  GetRun: MethodDefinition<_troupe_v1_GetRunRequest, _troupe_v1_Run, _troupe_v1_GetRunRequest__Output, _troupe_v1_Run__Output>
  ListRuns: MethodDefinition<_troupe_v1_ListRunsRequest, _troupe_v1_ListRunsResponse, _troupe_v1_ListRunsRequest__Output, _troupe_v1_ListRunsResponse__Output>
  ListTasks: MethodDefinition<_troupe_v1_ListTasksRequest, _troupe_v1_ListTasksResponse, _troupe_v1_ListTasksRequest__Output, _troupe_v1_ListTasksResponse__Output>
  ListWaits: MethodDefinition<_troupe_v1_ListWaitsRequest, _troupe_v1_ListWaitsResponse, _troupe_v1_ListWaitsRequest__Output, _troupe_v1_ListWaitsResponse__Output>
  PreviewRerun: MethodDefinition<_troupe_v1_RerunRunRequest, _troupe_v1_PreviewRerunResponse, _troupe_v1_RerunRunRequest__Output, _troupe_v1_PreviewRerunResponse__Output>
  PrioritizeRun: MethodDefinition<_troupe_v1_PrioritizeRunRequest, _troupe_v1_Run, _troupe_v1_PrioritizeRunRequest__Output, _troupe_v1_Run__Output>
  ReadLogs: MethodDefinition<_troupe_v1_ReadLogsRequest, _troupe_v1_ReadLogsResponse, _troupe_v1_ReadLogsRequest__Output, _troupe_v1_ReadLogsResponse__Output>
  ReadMetrics: MethodDefinition<_troupe_v1_ReadMetricsRequest, _troupe_v1_ReadMetricsResponse, _troupe_v1_ReadMetricsRequest__Output, _troupe_v1_ReadMetricsResponse__Output>
  ReleaseRun: MethodDefinition<_troupe_v1_ReleaseRunRequest, _troupe_v1_Run, _troupe_v1_ReleaseRunRequest__Output, _troupe_v1_Run__Output>
  RerunRun: MethodDefinition<_troupe_v1_RerunRunRequest, _troupe_v1_Run, _troupe_v1_RerunRunRequest__Output, _troupe_v1_Run__Output>
  WatchRun: MethodDefinition<_troupe_v1_WatchRunRequest, _troupe_v1_WatchRunResponse, _troupe_v1_WatchRunRequest__Output, _troupe_v1_WatchRunResponse__Output>
  WatchRuns: MethodDefinition<_troupe_v1_WatchRunsRequest, _troupe_v1_WatchRunsResponse, _troupe_v1_WatchRunsRequest__Output, _troupe_v1_WatchRunsResponse__Output>
  WatchWaits: MethodDefinition<_troupe_v1_WatchWaitsRequest, _troupe_v1_ListWaitsResponse, _troupe_v1_WatchWaitsRequest__Output, _troupe_v1_ListWaitsResponse__Output>
}
