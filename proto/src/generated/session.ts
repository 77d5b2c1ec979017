import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Agent as _troupe_v1_Agent, Agent__Output as _troupe_v1_Agent__Output } from './troupe/v1/Agent.ts';
import type { AgentBatch as _troupe_v1_AgentBatch, AgentBatch__Output as _troupe_v1_AgentBatch__Output } from './troupe/v1/AgentBatch.ts';
import type { AgentMessage as _troupe_v1_AgentMessage, AgentMessage__Output as _troupe_v1_AgentMessage__Output } from './troupe/v1/AgentMessage.ts';
import type { AgentNeed as _troupe_v1_AgentNeed, AgentNeed__Output as _troupe_v1_AgentNeed__Output } from './troupe/v1/AgentNeed.ts';
import type { AgentServiceClient as _troupe_v1_AgentServiceClient, AgentServiceDefinition as _troupe_v1_AgentServiceDefinition } from './troupe/v1/AgentService.ts';
import type { AgentUsage as _troupe_v1_AgentUsage, AgentUsage__Output as _troupe_v1_AgentUsage__Output } from './troupe/v1/AgentUsage.ts';
import type { Attempt as _troupe_v1_Attempt, Attempt__Output as _troupe_v1_Attempt__Output } from './troupe/v1/Attempt.ts';
import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from './troupe/v1/AttemptKey.ts';
import type { AttemptNote as _troupe_v1_AttemptNote, AttemptNote__Output as _troupe_v1_AttemptNote__Output } from './troupe/v1/AttemptNote.ts';
import type { AttemptResult as _troupe_v1_AttemptResult, AttemptResult__Output as _troupe_v1_AttemptResult__Output } from './troupe/v1/AttemptResult.ts';
import type { AttemptRunning as _troupe_v1_AttemptRunning, AttemptRunning__Output as _troupe_v1_AttemptRunning__Output } from './troupe/v1/AttemptRunning.ts';
import type { AttemptSpec as _troupe_v1_AttemptSpec, AttemptSpec__Output as _troupe_v1_AttemptSpec__Output } from './troupe/v1/AttemptSpec.ts';
import type { Beat as _troupe_v1_Beat, Beat__Output as _troupe_v1_Beat__Output } from './troupe/v1/Beat.ts';
import type { BeatEcho as _troupe_v1_BeatEcho, BeatEcho__Output as _troupe_v1_BeatEcho__Output } from './troupe/v1/BeatEcho.ts';
import type { CancelAttempt as _troupe_v1_CancelAttempt, CancelAttempt__Output as _troupe_v1_CancelAttempt__Output } from './troupe/v1/CancelAttempt.ts';
import type { CancelRunRequest as _troupe_v1_CancelRunRequest, CancelRunRequest__Output as _troupe_v1_CancelRunRequest__Output } from './troupe/v1/CancelRunRequest.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from './troupe/v1/Checkpoint.ts';
import type { Claim as _troupe_v1_Claim, Claim__Output as _troupe_v1_Claim__Output } from './troupe/v1/Claim.ts';
import type { CoordinatorBatch as _troupe_v1_CoordinatorBatch, CoordinatorBatch__Output as _troupe_v1_CoordinatorBatch__Output } from './troupe/v1/CoordinatorBatch.ts';
import type { CoordinatorMessage as _troupe_v1_CoordinatorMessage, CoordinatorMessage__Output as _troupe_v1_CoordinatorMessage__Output } from './troupe/v1/CoordinatorMessage.ts';
import type { CreateRunRequest as _troupe_v1_CreateRunRequest, CreateRunRequest__Output as _troupe_v1_CreateRunRequest__Output } from './troupe/v1/CreateRunRequest.ts';
import type { DatasetUse as _troupe_v1_DatasetUse, DatasetUse__Output as _troupe_v1_DatasetUse__Output } from './troupe/v1/DatasetUse.ts';
import type { Decline as _troupe_v1_Decline, Decline__Output as _troupe_v1_Decline__Output } from './troupe/v1/Decline.ts';
import type { Device as _troupe_v1_Device, Device__Output as _troupe_v1_Device__Output } from './troupe/v1/Device.ts';
import type { DeviceSample as _troupe_v1_DeviceSample, DeviceSample__Output as _troupe_v1_DeviceSample__Output } from './troupe/v1/DeviceSample.ts';
import type { DeviceUsage as _troupe_v1_DeviceUsage, DeviceUsage__Output as _troupe_v1_DeviceUsage__Output } from './troupe/v1/DeviceUsage.ts';
import type { DevicesChanged as _troupe_v1_DevicesChanged, DevicesChanged__Output as _troupe_v1_DevicesChanged__Output } from './troupe/v1/DevicesChanged.ts';
import type { DrainAgentRequest as _troupe_v1_DrainAgentRequest, DrainAgentRequest__Output as _troupe_v1_DrainAgentRequest__Output } from './troupe/v1/DrainAgentRequest.ts';
import type { EndTaskRequest as _troupe_v1_EndTaskRequest, EndTaskRequest__Output as _troupe_v1_EndTaskRequest__Output } from './troupe/v1/EndTaskRequest.ts';
import type { Event as _troupe_v1_Event, Event__Output as _troupe_v1_Event__Output } from './troupe/v1/Event.ts';
import type { ExplainTaskRequest as _troupe_v1_ExplainTaskRequest, ExplainTaskRequest__Output as _troupe_v1_ExplainTaskRequest__Output } from './troupe/v1/ExplainTaskRequest.ts';
import type { Explanation as _troupe_v1_Explanation, Explanation__Output as _troupe_v1_Explanation__Output } from './troupe/v1/Explanation.ts';
import type { Failure as _troupe_v1_Failure, Failure__Output as _troupe_v1_Failure__Output } from './troupe/v1/Failure.ts';
import type { FullLimit as _troupe_v1_FullLimit, FullLimit__Output as _troupe_v1_FullLimit__Output } from './troupe/v1/FullLimit.ts';
import type { GetAgentRequest as _troupe_v1_GetAgentRequest, GetAgentRequest__Output as _troupe_v1_GetAgentRequest__Output } from './troupe/v1/GetAgentRequest.ts';
import type { GetGridRequest as _troupe_v1_GetGridRequest, GetGridRequest__Output as _troupe_v1_GetGridRequest__Output } from './troupe/v1/GetGridRequest.ts';
import type { GetRunRequest as _troupe_v1_GetRunRequest, GetRunRequest__Output as _troupe_v1_GetRunRequest__Output } from './troupe/v1/GetRunRequest.ts';
import type { Goodbye as _troupe_v1_Goodbye, Goodbye__Output as _troupe_v1_Goodbye__Output } from './troupe/v1/Goodbye.ts';
import type { Grant as _troupe_v1_Grant, Grant__Output as _troupe_v1_Grant__Output } from './troupe/v1/Grant.ts';
import type { Grid as _troupe_v1_Grid, Grid__Output as _troupe_v1_Grid__Output } from './troupe/v1/Grid.ts';
import type { GridCell as _troupe_v1_GridCell, GridCell__Output as _troupe_v1_GridCell__Output } from './troupe/v1/GridCell.ts';
import type { GridColumn as _troupe_v1_GridColumn, GridColumn__Output as _troupe_v1_GridColumn__Output } from './troupe/v1/GridColumn.ts';
import type { GridRow as _troupe_v1_GridRow, GridRow__Output as _troupe_v1_GridRow__Output } from './troupe/v1/GridRow.ts';
import type { GridScope as _troupe_v1_GridScope, GridScope__Output as _troupe_v1_GridScope__Output } from './troupe/v1/GridScope.ts';
import type { HeldAttempt as _troupe_v1_HeldAttempt, HeldAttempt__Output as _troupe_v1_HeldAttempt__Output } from './troupe/v1/HeldAttempt.ts';
import type { Hello as _troupe_v1_Hello, Hello__Output as _troupe_v1_Hello__Output } from './troupe/v1/Hello.ts';
import type { Interval as _troupe_v1_Interval, Interval__Output as _troupe_v1_Interval__Output } from './troupe/v1/Interval.ts';
import type { Leads as _troupe_v1_Leads, Leads__Output as _troupe_v1_Leads__Output } from './troupe/v1/Leads.ts';
import type { ListAgentsRequest as _troupe_v1_ListAgentsRequest, ListAgentsRequest__Output as _troupe_v1_ListAgentsRequest__Output } from './troupe/v1/ListAgentsRequest.ts';
import type { ListAgentsResponse as _troupe_v1_ListAgentsResponse, ListAgentsResponse__Output as _troupe_v1_ListAgentsResponse__Output } from './troupe/v1/ListAgentsResponse.ts';
import type { ListRunsRequest as _troupe_v1_ListRunsRequest, ListRunsRequest__Output as _troupe_v1_ListRunsRequest__Output } from './troupe/v1/ListRunsRequest.ts';
import type { ListRunsResponse as _troupe_v1_ListRunsResponse, ListRunsResponse__Output as _troupe_v1_ListRunsResponse__Output } from './troupe/v1/ListRunsResponse.ts';
import type { ListTasksRequest as _troupe_v1_ListTasksRequest, ListTasksRequest__Output as _troupe_v1_ListTasksRequest__Output } from './troupe/v1/ListTasksRequest.ts';
import type { ListTasksResponse as _troupe_v1_ListTasksResponse, ListTasksResponse__Output as _troupe_v1_ListTasksResponse__Output } from './troupe/v1/ListTasksResponse.ts';
import type { ListWaitsRequest as _troupe_v1_ListWaitsRequest, ListWaitsRequest__Output as _troupe_v1_ListWaitsRequest__Output } from './troupe/v1/ListWaitsRequest.ts';
import type { ListWaitsResponse as _troupe_v1_ListWaitsResponse, ListWaitsResponse__Output as _troupe_v1_ListWaitsResponse__Output } from './troupe/v1/ListWaitsResponse.ts';
import type { LogAck as _troupe_v1_LogAck, LogAck__Output as _troupe_v1_LogAck__Output } from './troupe/v1/LogAck.ts';
import type { LogChunk as _troupe_v1_LogChunk, LogChunk__Output as _troupe_v1_LogChunk__Output } from './troupe/v1/LogChunk.ts';
import type { MetricAck as _troupe_v1_MetricAck, MetricAck__Output as _troupe_v1_MetricAck__Output } from './troupe/v1/MetricAck.ts';
import type { MetricColumns as _troupe_v1_MetricColumns, MetricColumns__Output as _troupe_v1_MetricColumns__Output } from './troupe/v1/MetricColumns.ts';
import type { MetricPoint as _troupe_v1_MetricPoint, MetricPoint__Output as _troupe_v1_MetricPoint__Output } from './troupe/v1/MetricPoint.ts';
import type { MetricReport as _troupe_v1_MetricReport, MetricReport__Output as _troupe_v1_MetricReport__Output } from './troupe/v1/MetricReport.ts';
import type { Offer as _troupe_v1_Offer, Offer__Output as _troupe_v1_Offer__Output } from './troupe/v1/Offer.ts';
import type { Phases as _troupe_v1_Phases, Phases__Output as _troupe_v1_Phases__Output } from './troupe/v1/Phases.ts';
import type { PreviewRerunResponse as _troupe_v1_PreviewRerunResponse, PreviewRerunResponse__Output as _troupe_v1_PreviewRerunResponse__Output } from './troupe/v1/PreviewRerunResponse.ts';
import type { PrioritizeRunRequest as _troupe_v1_PrioritizeRunRequest, PrioritizeRunRequest__Output as _troupe_v1_PrioritizeRunRequest__Output } from './troupe/v1/PrioritizeRunRequest.ts';
import type { Progress as _troupe_v1_Progress, Progress__Output as _troupe_v1_Progress__Output } from './troupe/v1/Progress.ts';
import type { ProgressReport as _troupe_v1_ProgressReport, ProgressReport__Output as _troupe_v1_ProgressReport__Output } from './troupe/v1/ProgressReport.ts';
import type { QueuePlace as _troupe_v1_QueuePlace, QueuePlace__Output as _troupe_v1_QueuePlace__Output } from './troupe/v1/QueuePlace.ts';
import type { ReadLogsRequest as _troupe_v1_ReadLogsRequest, ReadLogsRequest__Output as _troupe_v1_ReadLogsRequest__Output } from './troupe/v1/ReadLogsRequest.ts';
import type { ReadLogsResponse as _troupe_v1_ReadLogsResponse, ReadLogsResponse__Output as _troupe_v1_ReadLogsResponse__Output } from './troupe/v1/ReadLogsResponse.ts';
import type { ReadMetricsRequest as _troupe_v1_ReadMetricsRequest, ReadMetricsRequest__Output as _troupe_v1_ReadMetricsRequest__Output } from './troupe/v1/ReadMetricsRequest.ts';
import type { ReadMetricsResponse as _troupe_v1_ReadMetricsResponse, ReadMetricsResponse__Output as _troupe_v1_ReadMetricsResponse__Output } from './troupe/v1/ReadMetricsResponse.ts';
import type { Refusal as _troupe_v1_Refusal, Refusal__Output as _troupe_v1_Refusal__Output } from './troupe/v1/Refusal.ts';
import type { ReleaseRunRequest as _troupe_v1_ReleaseRunRequest, ReleaseRunRequest__Output as _troupe_v1_ReleaseRunRequest__Output } from './troupe/v1/ReleaseRunRequest.ts';
import type { RerunRunRequest as _troupe_v1_RerunRunRequest, RerunRunRequest__Output as _troupe_v1_RerunRunRequest__Output } from './troupe/v1/RerunRunRequest.ts';
import type { RerunTask as _troupe_v1_RerunTask, RerunTask__Output as _troupe_v1_RerunTask__Output } from './troupe/v1/RerunTask.ts';
import type { Resources as _troupe_v1_Resources, Resources__Output as _troupe_v1_Resources__Output } from './troupe/v1/Resources.ts';
import type { ResultAck as _troupe_v1_ResultAck, ResultAck__Output as _troupe_v1_ResultAck__Output } from './troupe/v1/ResultAck.ts';
import type { ResultOrigin as _troupe_v1_ResultOrigin, ResultOrigin__Output as _troupe_v1_ResultOrigin__Output } from './troupe/v1/ResultOrigin.ts';
import type { RuleFiring as _troupe_v1_RuleFiring, RuleFiring__Output as _troupe_v1_RuleFiring__Output } from './troupe/v1/RuleFiring.ts';
import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from './troupe/v1/Run.ts';
import type { RunCause as _troupe_v1_RunCause, RunCause__Output as _troupe_v1_RunCause__Output } from './troupe/v1/RunCause.ts';
import type { RunServiceClient as _troupe_v1_RunServiceClient, RunServiceDefinition as _troupe_v1_RunServiceDefinition } from './troupe/v1/RunService.ts';
import type { RunningAttempt as _troupe_v1_RunningAttempt, RunningAttempt__Output as _troupe_v1_RunningAttempt__Output } from './troupe/v1/RunningAttempt.ts';
import type { SessionServiceClient as _troupe_v1_SessionServiceClient, SessionServiceDefinition as _troupe_v1_SessionServiceDefinition } from './troupe/v1/SessionService.ts';
import type { SetDraining as _troupe_v1_SetDraining, SetDraining__Output as _troupe_v1_SetDraining__Output } from './troupe/v1/SetDraining.ts';
import type { StreamOffset as _troupe_v1_StreamOffset, StreamOffset__Output as _troupe_v1_StreamOffset__Output } from './troupe/v1/StreamOffset.ts';
import type { SystemSample as _troupe_v1_SystemSample, SystemSample__Output as _troupe_v1_SystemSample__Output } from './troupe/v1/SystemSample.ts';
import type { Task as _troupe_v1_Task, Task__Output as _troupe_v1_Task__Output } from './troupe/v1/Task.ts';
import type { TaskCounts as _troupe_v1_TaskCounts, TaskCounts__Output as _troupe_v1_TaskCounts__Output } from './troupe/v1/TaskCounts.ts';
import type { TaskOfRun as _troupe_v1_TaskOfRun, TaskOfRun__Output as _troupe_v1_TaskOfRun__Output } from './troupe/v1/TaskOfRun.ts';
import type { TaskProgress as _troupe_v1_TaskProgress, TaskProgress__Output as _troupe_v1_TaskProgress__Output } from './troupe/v1/TaskProgress.ts';
import type { TelemetryAck as _troupe_v1_TelemetryAck, TelemetryAck__Output as _troupe_v1_TelemetryAck__Output } from './troupe/v1/TelemetryAck.ts';
import type { TelemetryBatch as _troupe_v1_TelemetryBatch, TelemetryBatch__Output as _troupe_v1_TelemetryBatch__Output } from './troupe/v1/TelemetryBatch.ts';
import type { Wait as _troupe_v1_Wait, Wait__Output as _troupe_v1_Wait__Output } from './troupe/v1/Wait.ts';
import type { WatchAgentsRequest as _troupe_v1_WatchAgentsRequest, WatchAgentsRequest__Output as _troupe_v1_WatchAgentsRequest__Output } from './troupe/v1/WatchAgentsRequest.ts';
import type { WatchRunRequest as _troupe_v1_WatchRunRequest, WatchRunRequest__Output as _troupe_v1_WatchRunRequest__Output } from './troupe/v1/WatchRunRequest.ts';
import type { WatchRunResponse as _troupe_v1_WatchRunResponse, WatchRunResponse__Output as _troupe_v1_WatchRunResponse__Output } from './troupe/v1/WatchRunResponse.ts';
import type { WatchRunsRequest as _troupe_v1_WatchRunsRequest, WatchRunsRequest__Output as _troupe_v1_WatchRunsRequest__Output } from './troupe/v1/WatchRunsRequest.ts';
import type { WatchRunsResponse as _troupe_v1_WatchRunsResponse, WatchRunsResponse__Output as _troupe_v1_WatchRunsResponse__Output } from './troupe/v1/WatchRunsResponse.ts';
import type { WatchWaitsRequest as _troupe_v1_WatchWaitsRequest, WatchWaitsRequest__Output as _troupe_v1_WatchWaitsRequest__Output } from './troupe/v1/WatchWaitsRequest.ts';
import type { Welcome as _troupe_v1_Welcome, Welcome__Output as _troupe_v1_Welcome__Output } from './troupe/v1/Welcome.ts';

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
      Agent: MessageTypeDefinition<_troupe_v1_Agent, _troupe_v1_Agent__Output>
      AgentBatch: MessageTypeDefinition<_troupe_v1_AgentBatch, _troupe_v1_AgentBatch__Output>
      AgentMessage: MessageTypeDefinition<_troupe_v1_AgentMessage, _troupe_v1_AgentMessage__Output>
      AgentNeed: MessageTypeDefinition<_troupe_v1_AgentNeed, _troupe_v1_AgentNeed__Output>
      AgentService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_AgentServiceClient> & { service: _troupe_v1_AgentServiceDefinition }
      AgentState: EnumTypeDefinition
      AgentUsage: MessageTypeDefinition<_troupe_v1_AgentUsage, _troupe_v1_AgentUsage__Output>
      Attempt: MessageTypeDefinition<_troupe_v1_Attempt, _troupe_v1_Attempt__Output>
      AttemptKey: MessageTypeDefinition<_troupe_v1_AttemptKey, _troupe_v1_AttemptKey__Output>
      AttemptNote: MessageTypeDefinition<_troupe_v1_AttemptNote, _troupe_v1_AttemptNote__Output>
      AttemptResult: MessageTypeDefinition<_troupe_v1_AttemptResult, _troupe_v1_AttemptResult__Output>
      AttemptRunning: MessageTypeDefinition<_troupe_v1_AttemptRunning, _troupe_v1_AttemptRunning__Output>
      AttemptSpec: MessageTypeDefinition<_troupe_v1_AttemptSpec, _troupe_v1_AttemptSpec__Output>
      Beat: MessageTypeDefinition<_troupe_v1_Beat, _troupe_v1_Beat__Output>
      BeatEcho: MessageTypeDefinition<_troupe_v1_BeatEcho, _troupe_v1_BeatEcho__Output>
      CancelAttempt: MessageTypeDefinition<_troupe_v1_CancelAttempt, _troupe_v1_CancelAttempt__Output>
      CancelRunRequest: MessageTypeDefinition<_troupe_v1_CancelRunRequest, _troupe_v1_CancelRunRequest__Output>
      Checkpoint: MessageTypeDefinition<_troupe_v1_Checkpoint, _troupe_v1_Checkpoint__Output>
      Claim: MessageTypeDefinition<_troupe_v1_Claim, _troupe_v1_Claim__Output>
      CoordinatorBatch: MessageTypeDefinition<_troupe_v1_CoordinatorBatch, _troupe_v1_CoordinatorBatch__Output>
      CoordinatorMessage: MessageTypeDefinition<_troupe_v1_CoordinatorMessage, _troupe_v1_CoordinatorMessage__Output>
      CreateRunRequest: MessageTypeDefinition<_troupe_v1_CreateRunRequest, _troupe_v1_CreateRunRequest__Output>
      DatasetUse: MessageTypeDefinition<_troupe_v1_DatasetUse, _troupe_v1_DatasetUse__Output>
      Decline: MessageTypeDefinition<_troupe_v1_Decline, _troupe_v1_Decline__Output>
      Device: MessageTypeDefinition<_troupe_v1_Device, _troupe_v1_Device__Output>
      DeviceSample: MessageTypeDefinition<_troupe_v1_DeviceSample, _troupe_v1_DeviceSample__Output>
      DeviceUsage: MessageTypeDefinition<_troupe_v1_DeviceUsage, _troupe_v1_DeviceUsage__Output>
      DevicesChanged: MessageTypeDefinition<_troupe_v1_DevicesChanged, _troupe_v1_DevicesChanged__Output>
      DrainAgentRequest: MessageTypeDefinition<_troupe_v1_DrainAgentRequest, _troupe_v1_DrainAgentRequest__Output>
      EndTaskRequest: MessageTypeDefinition<_troupe_v1_EndTaskRequest, _troupe_v1_EndTaskRequest__Output>
      Event: MessageTypeDefinition<_troupe_v1_Event, _troupe_v1_Event__Output>
      ExitClass: EnumTypeDefinition
      ExplainTaskRequest: MessageTypeDefinition<_troupe_v1_ExplainTaskRequest, _troupe_v1_ExplainTaskRequest__Output>
      Explanation: MessageTypeDefinition<_troupe_v1_Explanation, _troupe_v1_Explanation__Output>
      Failure: MessageTypeDefinition<_troupe_v1_Failure, _troupe_v1_Failure__Output>
      FullLimit: MessageTypeDefinition<_troupe_v1_FullLimit, _troupe_v1_FullLimit__Output>
      GetAgentRequest: MessageTypeDefinition<_troupe_v1_GetAgentRequest, _troupe_v1_GetAgentRequest__Output>
      GetGridRequest: MessageTypeDefinition<_troupe_v1_GetGridRequest, _troupe_v1_GetGridRequest__Output>
      GetRunRequest: MessageTypeDefinition<_troupe_v1_GetRunRequest, _troupe_v1_GetRunRequest__Output>
      Goodbye: MessageTypeDefinition<_troupe_v1_Goodbye, _troupe_v1_Goodbye__Output>
      Grant: MessageTypeDefinition<_troupe_v1_Grant, _troupe_v1_Grant__Output>
      Grid: MessageTypeDefinition<_troupe_v1_Grid, _troupe_v1_Grid__Output>
      GridCell: MessageTypeDefinition<_troupe_v1_GridCell, _troupe_v1_GridCell__Output>
      GridColumn: MessageTypeDefinition<_troupe_v1_GridColumn, _troupe_v1_GridColumn__Output>
      GridRow: MessageTypeDefinition<_troupe_v1_GridRow, _troupe_v1_GridRow__Output>
      GridScope: MessageTypeDefinition<_troupe_v1_GridScope, _troupe_v1_GridScope__Output>
      HeldAttempt: MessageTypeDefinition<_troupe_v1_HeldAttempt, _troupe_v1_HeldAttempt__Output>
      HeldState: EnumTypeDefinition
      Hello: MessageTypeDefinition<_troupe_v1_Hello, _troupe_v1_Hello__Output>
      Interval: MessageTypeDefinition<_troupe_v1_Interval, _troupe_v1_Interval__Output>
      Leads: MessageTypeDefinition<_troupe_v1_Leads, _troupe_v1_Leads__Output>
      ListAgentsRequest: MessageTypeDefinition<_troupe_v1_ListAgentsRequest, _troupe_v1_ListAgentsRequest__Output>
      ListAgentsResponse: MessageTypeDefinition<_troupe_v1_ListAgentsResponse, _troupe_v1_ListAgentsResponse__Output>
      ListRunsRequest: MessageTypeDefinition<_troupe_v1_ListRunsRequest, _troupe_v1_ListRunsRequest__Output>
      ListRunsResponse: MessageTypeDefinition<_troupe_v1_ListRunsResponse, _troupe_v1_ListRunsResponse__Output>
      ListTasksRequest: MessageTypeDefinition<_troupe_v1_ListTasksRequest, _troupe_v1_ListTasksRequest__Output>
      ListTasksResponse: MessageTypeDefinition<_troupe_v1_ListTasksResponse, _troupe_v1_ListTasksResponse__Output>
      ListWaitsRequest: MessageTypeDefinition<_troupe_v1_ListWaitsRequest, _troupe_v1_ListWaitsRequest__Output>
      ListWaitsResponse: MessageTypeDefinition<_troupe_v1_ListWaitsResponse, _troupe_v1_ListWaitsResponse__Output>
      LogAck: MessageTypeDefinition<_troupe_v1_LogAck, _troupe_v1_LogAck__Output>
      LogChunk: MessageTypeDefinition<_troupe_v1_LogChunk, _troupe_v1_LogChunk__Output>
      LogStream: EnumTypeDefinition
      MetricAck: MessageTypeDefinition<_troupe_v1_MetricAck, _troupe_v1_MetricAck__Output>
      MetricColumns: MessageTypeDefinition<_troupe_v1_MetricColumns, _troupe_v1_MetricColumns__Output>
      MetricPoint: MessageTypeDefinition<_troupe_v1_MetricPoint, _troupe_v1_MetricPoint__Output>
      MetricReport: MessageTypeDefinition<_troupe_v1_MetricReport, _troupe_v1_MetricReport__Output>
      Offer: MessageTypeDefinition<_troupe_v1_Offer, _troupe_v1_Offer__Output>
      Phases: MessageTypeDefinition<_troupe_v1_Phases, _troupe_v1_Phases__Output>
      PreviewRerunResponse: MessageTypeDefinition<_troupe_v1_PreviewRerunResponse, _troupe_v1_PreviewRerunResponse__Output>
      PrioritizeRunRequest: MessageTypeDefinition<_troupe_v1_PrioritizeRunRequest, _troupe_v1_PrioritizeRunRequest__Output>
      Progress: MessageTypeDefinition<_troupe_v1_Progress, _troupe_v1_Progress__Output>
      ProgressReport: MessageTypeDefinition<_troupe_v1_ProgressReport, _troupe_v1_ProgressReport__Output>
      QueuePlace: MessageTypeDefinition<_troupe_v1_QueuePlace, _troupe_v1_QueuePlace__Output>
      ReadLogsRequest: MessageTypeDefinition<_troupe_v1_ReadLogsRequest, _troupe_v1_ReadLogsRequest__Output>
      ReadLogsResponse: MessageTypeDefinition<_troupe_v1_ReadLogsResponse, _troupe_v1_ReadLogsResponse__Output>
      ReadMetricsRequest: MessageTypeDefinition<_troupe_v1_ReadMetricsRequest, _troupe_v1_ReadMetricsRequest__Output>
      ReadMetricsResponse: MessageTypeDefinition<_troupe_v1_ReadMetricsResponse, _troupe_v1_ReadMetricsResponse__Output>
      Refusal: MessageTypeDefinition<_troupe_v1_Refusal, _troupe_v1_Refusal__Output>
      ReleaseRunRequest: MessageTypeDefinition<_troupe_v1_ReleaseRunRequest, _troupe_v1_ReleaseRunRequest__Output>
      RerunCode: EnumTypeDefinition
      RerunRunRequest: MessageTypeDefinition<_troupe_v1_RerunRunRequest, _troupe_v1_RerunRunRequest__Output>
      RerunTask: MessageTypeDefinition<_troupe_v1_RerunTask, _troupe_v1_RerunTask__Output>
      Resources: MessageTypeDefinition<_troupe_v1_Resources, _troupe_v1_Resources__Output>
      ResultAck: MessageTypeDefinition<_troupe_v1_ResultAck, _troupe_v1_ResultAck__Output>
      ResultOrigin: MessageTypeDefinition<_troupe_v1_ResultOrigin, _troupe_v1_ResultOrigin__Output>
      RuleFiring: MessageTypeDefinition<_troupe_v1_RuleFiring, _troupe_v1_RuleFiring__Output>
      Run: MessageTypeDefinition<_troupe_v1_Run, _troupe_v1_Run__Output>
      RunCause: MessageTypeDefinition<_troupe_v1_RunCause, _troupe_v1_RunCause__Output>
      RunService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_RunServiceClient> & { service: _troupe_v1_RunServiceDefinition }
      RunState: EnumTypeDefinition
      RunningAttempt: MessageTypeDefinition<_troupe_v1_RunningAttempt, _troupe_v1_RunningAttempt__Output>
      SessionService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_SessionServiceClient> & { service: _troupe_v1_SessionServiceDefinition }
      SetDraining: MessageTypeDefinition<_troupe_v1_SetDraining, _troupe_v1_SetDraining__Output>
      StreamOffset: MessageTypeDefinition<_troupe_v1_StreamOffset, _troupe_v1_StreamOffset__Output>
      SystemSample: MessageTypeDefinition<_troupe_v1_SystemSample, _troupe_v1_SystemSample__Output>
      Task: MessageTypeDefinition<_troupe_v1_Task, _troupe_v1_Task__Output>
      TaskCounts: MessageTypeDefinition<_troupe_v1_TaskCounts, _troupe_v1_TaskCounts__Output>
      TaskOfRun: MessageTypeDefinition<_troupe_v1_TaskOfRun, _troupe_v1_TaskOfRun__Output>
      TaskProgress: MessageTypeDefinition<_troupe_v1_TaskProgress, _troupe_v1_TaskProgress__Output>
      TaskState: EnumTypeDefinition
      TelemetryAck: MessageTypeDefinition<_troupe_v1_TelemetryAck, _troupe_v1_TelemetryAck__Output>
      TelemetryBatch: MessageTypeDefinition<_troupe_v1_TelemetryBatch, _troupe_v1_TelemetryBatch__Output>
      Wait: MessageTypeDefinition<_troupe_v1_Wait, _troupe_v1_Wait__Output>
      WatchAgentsRequest: MessageTypeDefinition<_troupe_v1_WatchAgentsRequest, _troupe_v1_WatchAgentsRequest__Output>
      WatchRunRequest: MessageTypeDefinition<_troupe_v1_WatchRunRequest, _troupe_v1_WatchRunRequest__Output>
      WatchRunResponse: MessageTypeDefinition<_troupe_v1_WatchRunResponse, _troupe_v1_WatchRunResponse__Output>
      WatchRunsRequest: MessageTypeDefinition<_troupe_v1_WatchRunsRequest, _troupe_v1_WatchRunsRequest__Output>
      WatchRunsResponse: MessageTypeDefinition<_troupe_v1_WatchRunsResponse, _troupe_v1_WatchRunsResponse__Output>
      WatchWaitsRequest: MessageTypeDefinition<_troupe_v1_WatchWaitsRequest, _troupe_v1_WatchWaitsRequest__Output>
      Welcome: MessageTypeDefinition<_troupe_v1_Welcome, _troupe_v1_Welcome__Output>
    }
  }
}

