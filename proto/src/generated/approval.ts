import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { AgentNeed as _troupe_v1_AgentNeed, AgentNeed__Output as _troupe_v1_AgentNeed__Output } from './troupe/v1/AgentNeed.ts';
import type { AnswerApprovalRequest as _troupe_v1_AnswerApprovalRequest, AnswerApprovalRequest__Output as _troupe_v1_AnswerApprovalRequest__Output } from './troupe/v1/AnswerApprovalRequest.ts';
import type { Approval as _troupe_v1_Approval, Approval__Output as _troupe_v1_Approval__Output } from './troupe/v1/Approval.ts';
import type { ApprovalServiceClient as _troupe_v1_ApprovalServiceClient, ApprovalServiceDefinition as _troupe_v1_ApprovalServiceDefinition } from './troupe/v1/ApprovalService.ts';
import type { Attempt as _troupe_v1_Attempt, Attempt__Output as _troupe_v1_Attempt__Output } from './troupe/v1/Attempt.ts';
import type { CancelRunRequest as _troupe_v1_CancelRunRequest, CancelRunRequest__Output as _troupe_v1_CancelRunRequest__Output } from './troupe/v1/CancelRunRequest.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from './troupe/v1/Checkpoint.ts';
import type { CreateRunRequest as _troupe_v1_CreateRunRequest, CreateRunRequest__Output as _troupe_v1_CreateRunRequest__Output } from './troupe/v1/CreateRunRequest.ts';
import type { DatasetUse as _troupe_v1_DatasetUse, DatasetUse__Output as _troupe_v1_DatasetUse__Output } from './troupe/v1/DatasetUse.ts';
import type { EndTaskRequest as _troupe_v1_EndTaskRequest, EndTaskRequest__Output as _troupe_v1_EndTaskRequest__Output } from './troupe/v1/EndTaskRequest.ts';
import type { Event as _troupe_v1_Event, Event__Output as _troupe_v1_Event__Output } from './troupe/v1/Event.ts';
import type { ExplainTaskRequest as _troupe_v1_ExplainTaskRequest, ExplainTaskRequest__Output as _troupe_v1_ExplainTaskRequest__Output } from './troupe/v1/ExplainTaskRequest.ts';
import type { Explanation as _troupe_v1_Explanation, Explanation__Output as _troupe_v1_Explanation__Output } from './troupe/v1/Explanation.ts';
import type { Failure as _troupe_v1_Failure, Failure__Output as _troupe_v1_Failure__Output } from './troupe/v1/Failure.ts';
import type { FullLimit as _troupe_v1_FullLimit, FullLimit__Output as _troupe_v1_FullLimit__Output } from './troupe/v1/FullLimit.ts';
import type { GetGridRequest as _troupe_v1_GetGridRequest, GetGridRequest__Output as _troupe_v1_GetGridRequest__Output } from './troupe/v1/GetGridRequest.ts';
import type { GetRunRequest as _troupe_v1_GetRunRequest, GetRunRequest__Output as _troupe_v1_GetRunRequest__Output } from './troupe/v1/GetRunRequest.ts';
import type { Grid as _troupe_v1_Grid, Grid__Output as _troupe_v1_Grid__Output } from './troupe/v1/Grid.ts';
import type { GridCell as _troupe_v1_GridCell, GridCell__Output as _troupe_v1_GridCell__Output } from './troupe/v1/GridCell.ts';
import type { GridColumn as _troupe_v1_GridColumn, GridColumn__Output as _troupe_v1_GridColumn__Output } from './troupe/v1/GridColumn.ts';
import type { GridRow as _troupe_v1_GridRow, GridRow__Output as _troupe_v1_GridRow__Output } from './troupe/v1/GridRow.ts';
import type { GridScope as _troupe_v1_GridScope, GridScope__Output as _troupe_v1_GridScope__Output } from './troupe/v1/GridScope.ts';
import type { Interval as _troupe_v1_Interval, Interval__Output as _troupe_v1_Interval__Output } from './troupe/v1/Interval.ts';
import type { ListApprovalsRequest as _troupe_v1_ListApprovalsRequest, ListApprovalsRequest__Output as _troupe_v1_ListApprovalsRequest__Output } from './troupe/v1/ListApprovalsRequest.ts';
import type { ListApprovalsResponse as _troupe_v1_ListApprovalsResponse, ListApprovalsResponse__Output as _troupe_v1_ListApprovalsResponse__Output } from './troupe/v1/ListApprovalsResponse.ts';
import type { ListRunsRequest as _troupe_v1_ListRunsRequest, ListRunsRequest__Output as _troupe_v1_ListRunsRequest__Output } from './troupe/v1/ListRunsRequest.ts';
import type { ListRunsResponse as _troupe_v1_ListRunsResponse, ListRunsResponse__Output as _troupe_v1_ListRunsResponse__Output } from './troupe/v1/ListRunsResponse.ts';
import type { ListTasksRequest as _troupe_v1_ListTasksRequest, ListTasksRequest__Output as _troupe_v1_ListTasksRequest__Output } from './troupe/v1/ListTasksRequest.ts';
import type { ListTasksResponse as _troupe_v1_ListTasksResponse, ListTasksResponse__Output as _troupe_v1_ListTasksResponse__Output } from './troupe/v1/ListTasksResponse.ts';
import type { ListWaitsRequest as _troupe_v1_ListWaitsRequest, ListWaitsRequest__Output as _troupe_v1_ListWaitsRequest__Output } from './troupe/v1/ListWaitsRequest.ts';
import type { ListWaitsResponse as _troupe_v1_ListWaitsResponse, ListWaitsResponse__Output as _troupe_v1_ListWaitsResponse__Output } from './troupe/v1/ListWaitsResponse.ts';
import type { MetricColumns as _troupe_v1_MetricColumns, MetricColumns__Output as _troupe_v1_MetricColumns__Output } from './troupe/v1/MetricColumns.ts';
import type { MetricPoint as _troupe_v1_MetricPoint, MetricPoint__Output as _troupe_v1_MetricPoint__Output } from './troupe/v1/MetricPoint.ts';
import type { PreviewRerunResponse as _troupe_v1_PreviewRerunResponse, PreviewRerunResponse__Output as _troupe_v1_PreviewRerunResponse__Output } from './troupe/v1/PreviewRerunResponse.ts';
import type { PrioritizeRunRequest as _troupe_v1_PrioritizeRunRequest, PrioritizeRunRequest__Output as _troupe_v1_PrioritizeRunRequest__Output } from './troupe/v1/PrioritizeRunRequest.ts';
import type { Progress as _troupe_v1_Progress, Progress__Output as _troupe_v1_Progress__Output } from './troupe/v1/Progress.ts';
import type { QueuePlace as _troupe_v1_QueuePlace, QueuePlace__Output as _troupe_v1_QueuePlace__Output } from './troupe/v1/QueuePlace.ts';
import type { ReadLogsRequest as _troupe_v1_ReadLogsRequest, ReadLogsRequest__Output as _troupe_v1_ReadLogsRequest__Output } from './troupe/v1/ReadLogsRequest.ts';
import type { ReadLogsResponse as _troupe_v1_ReadLogsResponse, ReadLogsResponse__Output as _troupe_v1_ReadLogsResponse__Output } from './troupe/v1/ReadLogsResponse.ts';
import type { ReadMetricsRequest as _troupe_v1_ReadMetricsRequest, ReadMetricsRequest__Output as _troupe_v1_ReadMetricsRequest__Output } from './troupe/v1/ReadMetricsRequest.ts';
import type { ReadMetricsResponse as _troupe_v1_ReadMetricsResponse, ReadMetricsResponse__Output as _troupe_v1_ReadMetricsResponse__Output } from './troupe/v1/ReadMetricsResponse.ts';
import type { ReleaseRunRequest as _troupe_v1_ReleaseRunRequest, ReleaseRunRequest__Output as _troupe_v1_ReleaseRunRequest__Output } from './troupe/v1/ReleaseRunRequest.ts';
import type { RerunRunRequest as _troupe_v1_RerunRunRequest, RerunRunRequest__Output as _troupe_v1_RerunRunRequest__Output } from './troupe/v1/RerunRunRequest.ts';
import type { RerunTask as _troupe_v1_RerunTask, RerunTask__Output as _troupe_v1_RerunTask__Output } from './troupe/v1/RerunTask.ts';
import type { ResultOrigin as _troupe_v1_ResultOrigin, ResultOrigin__Output as _troupe_v1_ResultOrigin__Output } from './troupe/v1/ResultOrigin.ts';
import type { RuleFiring as _troupe_v1_RuleFiring, RuleFiring__Output as _troupe_v1_RuleFiring__Output } from './troupe/v1/RuleFiring.ts';
import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from './troupe/v1/Run.ts';
import type { RunCause as _troupe_v1_RunCause, RunCause__Output as _troupe_v1_RunCause__Output } from './troupe/v1/RunCause.ts';
import type { RunServiceClient as _troupe_v1_RunServiceClient, RunServiceDefinition as _troupe_v1_RunServiceDefinition } from './troupe/v1/RunService.ts';
import type { StreamOffset as _troupe_v1_StreamOffset, StreamOffset__Output as _troupe_v1_StreamOffset__Output } from './troupe/v1/StreamOffset.ts';
import type { Task as _troupe_v1_Task, Task__Output as _troupe_v1_Task__Output } from './troupe/v1/Task.ts';
import type { TaskCounts as _troupe_v1_TaskCounts, TaskCounts__Output as _troupe_v1_TaskCounts__Output } from './troupe/v1/TaskCounts.ts';
import type { TaskOfRun as _troupe_v1_TaskOfRun, TaskOfRun__Output as _troupe_v1_TaskOfRun__Output } from './troupe/v1/TaskOfRun.ts';
import type { TaskProgress as _troupe_v1_TaskProgress, TaskProgress__Output as _troupe_v1_TaskProgress__Output } from './troupe/v1/TaskProgress.ts';
import type { Wait as _troupe_v1_Wait, Wait__Output as _troupe_v1_Wait__Output } from './troupe/v1/Wait.ts';
import type { WatchApprovalsRequest as _troupe_v1_WatchApprovalsRequest, WatchApprovalsRequest__Output as _troupe_v1_WatchApprovalsRequest__Output } from './troupe/v1/WatchApprovalsRequest.ts';
import type { WatchRunRequest as _troupe_v1_WatchRunRequest, WatchRunRequest__Output as _troupe_v1_WatchRunRequest__Output } from './troupe/v1/WatchRunRequest.ts';
import type { WatchRunResponse as _troupe_v1_WatchRunResponse, WatchRunResponse__Output as _troupe_v1_WatchRunResponse__Output } from './troupe/v1/WatchRunResponse.ts';
import type { WatchRunsRequest as _troupe_v1_WatchRunsRequest, WatchRunsRequest__Output as _troupe_v1_WatchRunsRequest__Output } from './troupe/v1/WatchRunsRequest.ts';
import type { WatchRunsResponse as _troupe_v1_WatchRunsResponse, WatchRunsResponse__Output as _troupe_v1_WatchRunsResponse__Output } from './troupe/v1/WatchRunsResponse.ts';
import type { WatchWaitsRequest as _troupe_v1_WatchWaitsRequest, WatchWaitsRequest__Output as _troupe_v1_WatchWaitsRequest__Output } from './troupe/v1/WatchWaitsRequest.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  troupe: {
    v1: {
      AgentNeed: MessageTypeDefinition<_troupe_v1_AgentNeed, _troupe_v1_AgentNeed__Output>
      AnswerApprovalRequest: MessageTypeDefinition<_troupe_v1_AnswerApprovalRequest, _troupe_v1_AnswerApprovalRequest__Output>
      Approval: MessageTypeDefinition<_troupe_v1_Approval, _troupe_v1_Approval__Output>
      ApprovalDecision: EnumTypeDefinition
      ApprovalService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_ApprovalServiceClient> & { service: _troupe_v1_ApprovalServiceDefinition }
      Attempt: MessageTypeDefinition<_troupe_v1_Attempt, _troupe_v1_Attempt__Output>
      CancelRunRequest: MessageTypeDefinition<_troupe_v1_CancelRunRequest, _troupe_v1_CancelRunRequest__Output>
      Checkpoint: MessageTypeDefinition<_troupe_v1_Checkpoint, _troupe_v1_Checkpoint__Output>
      CreateRunRequest: MessageTypeDefinition<_troupe_v1_CreateRunRequest, _troupe_v1_CreateRunRequest__Output>
      DatasetUse: MessageTypeDefinition<_troupe_v1_DatasetUse, _troupe_v1_DatasetUse__Output>
      EndTaskRequest: MessageTypeDefinition<_troupe_v1_EndTaskRequest, _troupe_v1_EndTaskRequest__Output>
      Event: MessageTypeDefinition<_troupe_v1_Event, _troupe_v1_Event__Output>
      ExitClass: EnumTypeDefinition
      ExplainTaskRequest: MessageTypeDefinition<_troupe_v1_ExplainTaskRequest, _troupe_v1_ExplainTaskRequest__Output>
      Explanation: MessageTypeDefinition<_troupe_v1_Explanation, _troupe_v1_Explanation__Output>
      Failure: MessageTypeDefinition<_troupe_v1_Failure, _troupe_v1_Failure__Output>
      FullLimit: MessageTypeDefinition<_troupe_v1_FullLimit, _troupe_v1_FullLimit__Output>
      GetGridRequest: MessageTypeDefinition<_troupe_v1_GetGridRequest, _troupe_v1_GetGridRequest__Output>
      GetRunRequest: MessageTypeDefinition<_troupe_v1_GetRunRequest, _troupe_v1_GetRunRequest__Output>
      Grid: MessageTypeDefinition<_troupe_v1_Grid, _troupe_v1_Grid__Output>
      GridCell: MessageTypeDefinition<_troupe_v1_GridCell, _troupe_v1_GridCell__Output>
      GridColumn: MessageTypeDefinition<_troupe_v1_GridColumn, _troupe_v1_GridColumn__Output>
      GridRow: MessageTypeDefinition<_troupe_v1_GridRow, _troupe_v1_GridRow__Output>
      GridScope: MessageTypeDefinition<_troupe_v1_GridScope, _troupe_v1_GridScope__Output>
      Interval: MessageTypeDefinition<_troupe_v1_Interval, _troupe_v1_Interval__Output>
      ListApprovalsRequest: MessageTypeDefinition<_troupe_v1_ListApprovalsRequest, _troupe_v1_ListApprovalsRequest__Output>
      ListApprovalsResponse: MessageTypeDefinition<_troupe_v1_ListApprovalsResponse, _troupe_v1_ListApprovalsResponse__Output>
      ListRunsRequest: MessageTypeDefinition<_troupe_v1_ListRunsRequest, _troupe_v1_ListRunsRequest__Output>
      ListRunsResponse: MessageTypeDefinition<_troupe_v1_ListRunsResponse, _troupe_v1_ListRunsResponse__Output>
      ListTasksRequest: MessageTypeDefinition<_troupe_v1_ListTasksRequest, _troupe_v1_ListTasksRequest__Output>
      ListTasksResponse: MessageTypeDefinition<_troupe_v1_ListTasksResponse, _troupe_v1_ListTasksResponse__Output>
      ListWaitsRequest: MessageTypeDefinition<_troupe_v1_ListWaitsRequest, _troupe_v1_ListWaitsRequest__Output>
      ListWaitsResponse: MessageTypeDefinition<_troupe_v1_ListWaitsResponse, _troupe_v1_ListWaitsResponse__Output>
      LogStream: EnumTypeDefinition
      MetricColumns: MessageTypeDefinition<_troupe_v1_MetricColumns, _troupe_v1_MetricColumns__Output>
      MetricPoint: MessageTypeDefinition<_troupe_v1_MetricPoint, _troupe_v1_MetricPoint__Output>
      PreviewRerunResponse: MessageTypeDefinition<_troupe_v1_PreviewRerunResponse, _troupe_v1_PreviewRerunResponse__Output>
      PrioritizeRunRequest: MessageTypeDefinition<_troupe_v1_PrioritizeRunRequest, _troupe_v1_PrioritizeRunRequest__Output>
      Progress: MessageTypeDefinition<_troupe_v1_Progress, _troupe_v1_Progress__Output>
      QueuePlace: MessageTypeDefinition<_troupe_v1_QueuePlace, _troupe_v1_QueuePlace__Output>
      ReadLogsRequest: MessageTypeDefinition<_troupe_v1_ReadLogsRequest, _troupe_v1_ReadLogsRequest__Output>
      ReadLogsResponse: MessageTypeDefinition<_troupe_v1_ReadLogsResponse, _troupe_v1_ReadLogsResponse__Output>
      ReadMetricsRequest: MessageTypeDefinition<_troupe_v1_ReadMetricsRequest, _troupe_v1_ReadMetricsRequest__Output>
      ReadMetricsResponse: MessageTypeDefinition<_troupe_v1_ReadMetricsResponse, _troupe_v1_ReadMetricsResponse__Output>
      ReleaseRunRequest: MessageTypeDefinition<_troupe_v1_ReleaseRunRequest, _troupe_v1_ReleaseRunRequest__Output>
      RerunCode: EnumTypeDefinition
      RerunRunRequest: MessageTypeDefinition<_troupe_v1_RerunRunRequest, _troupe_v1_RerunRunRequest__Output>
      RerunTask: MessageTypeDefinition<_troupe_v1_RerunTask, _troupe_v1_RerunTask__Output>
      ResultOrigin: MessageTypeDefinition<_troupe_v1_ResultOrigin, _troupe_v1_ResultOrigin__Output>
      RuleFiring: MessageTypeDefinition<_troupe_v1_RuleFiring, _troupe_v1_RuleFiring__Output>
      Run: MessageTypeDefinition<_troupe_v1_Run, _troupe_v1_Run__Output>
      RunCause: MessageTypeDefinition<_troupe_v1_RunCause, _troupe_v1_RunCause__Output>
      RunService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_RunServiceClient> & { service: _troupe_v1_RunServiceDefinition }
      RunState: EnumTypeDefinition
      StreamOffset: MessageTypeDefinition<_troupe_v1_StreamOffset, _troupe_v1_StreamOffset__Output>
      Task: MessageTypeDefinition<_troupe_v1_Task, _troupe_v1_Task__Output>
      TaskCounts: MessageTypeDefinition<_troupe_v1_TaskCounts, _troupe_v1_TaskCounts__Output>
      TaskOfRun: MessageTypeDefinition<_troupe_v1_TaskOfRun, _troupe_v1_TaskOfRun__Output>
      TaskProgress: MessageTypeDefinition<_troupe_v1_TaskProgress, _troupe_v1_TaskProgress__Output>
      TaskState: EnumTypeDefinition
      Wait: MessageTypeDefinition<_troupe_v1_Wait, _troupe_v1_Wait__Output>
      WatchApprovalsRequest: MessageTypeDefinition<_troupe_v1_WatchApprovalsRequest, _troupe_v1_WatchApprovalsRequest__Output>
      WatchRunRequest: MessageTypeDefinition<_troupe_v1_WatchRunRequest, _troupe_v1_WatchRunRequest__Output>
      WatchRunResponse: MessageTypeDefinition<_troupe_v1_WatchRunResponse, _troupe_v1_WatchRunResponse__Output>
      WatchRunsRequest: MessageTypeDefinition<_troupe_v1_WatchRunsRequest, _troupe_v1_WatchRunsRequest__Output>
      WatchRunsResponse: MessageTypeDefinition<_troupe_v1_WatchRunsResponse, _troupe_v1_WatchRunsResponse__Output>
      WatchWaitsRequest: MessageTypeDefinition<_troupe_v1_WatchWaitsRequest, _troupe_v1_WatchWaitsRequest__Output>
    }
  }
}

