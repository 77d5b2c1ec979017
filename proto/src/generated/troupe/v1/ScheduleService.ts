// Original file: troupe/v1/schedule.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Backfill as _troupe_v1_Backfill, Backfill__Output as _troupe_v1_Backfill__Output } from '../../troupe/v1/Backfill.ts';
import type { CancelBackfillRequest as _troupe_v1_CancelBackfillRequest, CancelBackfillRequest__Output as _troupe_v1_CancelBackfillRequest__Output } from '../../troupe/v1/CancelBackfillRequest.ts';
import type { CreateBackfillRequest as _troupe_v1_CreateBackfillRequest, CreateBackfillRequest__Output as _troupe_v1_CreateBackfillRequest__Output } from '../../troupe/v1/CreateBackfillRequest.ts';
import type { GetBackfillRequest as _troupe_v1_GetBackfillRequest, GetBackfillRequest__Output as _troupe_v1_GetBackfillRequest__Output } from '../../troupe/v1/GetBackfillRequest.ts';
import type { GetScheduleRequest as _troupe_v1_GetScheduleRequest, GetScheduleRequest__Output as _troupe_v1_GetScheduleRequest__Output } from '../../troupe/v1/GetScheduleRequest.ts';
import type { ListBackfillIntervalsRequest as _troupe_v1_ListBackfillIntervalsRequest, ListBackfillIntervalsRequest__Output as _troupe_v1_ListBackfillIntervalsRequest__Output } from '../../troupe/v1/ListBackfillIntervalsRequest.ts';
import type { ListBackfillIntervalsResponse as _troupe_v1_ListBackfillIntervalsResponse, ListBackfillIntervalsResponse__Output as _troupe_v1_ListBackfillIntervalsResponse__Output } from '../../troupe/v1/ListBackfillIntervalsResponse.ts';
import type { ListBackfillsRequest as _troupe_v1_ListBackfillsRequest, ListBackfillsRequest__Output as _troupe_v1_ListBackfillsRequest__Output } from '../../troupe/v1/ListBackfillsRequest.ts';
import type { ListBackfillsResponse as _troupe_v1_ListBackfillsResponse, ListBackfillsResponse__Output as _troupe_v1_ListBackfillsResponse__Output } from '../../troupe/v1/ListBackfillsResponse.ts';
import type { ListSchedulesRequest as _troupe_v1_ListSchedulesRequest, ListSchedulesRequest__Output as _troupe_v1_ListSchedulesRequest__Output } from '../../troupe/v1/ListSchedulesRequest.ts';
import type { ListSchedulesResponse as _troupe_v1_ListSchedulesResponse, ListSchedulesResponse__Output as _troupe_v1_ListSchedulesResponse__Output } from '../../troupe/v1/ListSchedulesResponse.ts';
import type { PauseScheduleRequest as _troupe_v1_PauseScheduleRequest, PauseScheduleRequest__Output as _troupe_v1_PauseScheduleRequest__Output } from '../../troupe/v1/PauseScheduleRequest.ts';
import type { PreviewBackfillResponse as _troupe_v1_PreviewBackfillResponse, PreviewBackfillResponse__Output as _troupe_v1_PreviewBackfillResponse__Output } from '../../troupe/v1/PreviewBackfillResponse.ts';
import type { RerunBackfillRequest as _troupe_v1_RerunBackfillRequest, RerunBackfillRequest__Output as _troupe_v1_RerunBackfillRequest__Output } from '../../troupe/v1/RerunBackfillRequest.ts';
import type { ResumeScheduleRequest as _troupe_v1_ResumeScheduleRequest, ResumeScheduleRequest__Output as _troupe_v1_ResumeScheduleRequest__Output } from '../../troupe/v1/ResumeScheduleRequest.ts';
import type { Schedule as _troupe_v1_Schedule, Schedule__Output as _troupe_v1_Schedule__Output } from '../../troupe/v1/Schedule.ts';
import type { WatchBackfillsRequest as _troupe_v1_WatchBackfillsRequest, WatchBackfillsRequest__Output as _troupe_v1_WatchBackfillsRequest__Output } from '../../troupe/v1/WatchBackfillsRequest.ts';

export interface ScheduleServiceClient extends grpc.Client {
  CancelBackfill(argument: _troupe_v1_CancelBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  CancelBackfill(argument: _troupe_v1_CancelBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  CancelBackfill(argument: _troupe_v1_CancelBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  CancelBackfill(argument: _troupe_v1_CancelBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  cancelBackfill(argument: _troupe_v1_CancelBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  cancelBackfill(argument: _troupe_v1_CancelBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  cancelBackfill(argument: _troupe_v1_CancelBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  cancelBackfill(argument: _troupe_v1_CancelBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  
  CreateBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  CreateBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  CreateBackfill(argument: _troupe_v1_CreateBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  CreateBackfill(argument: _troupe_v1_CreateBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  createBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  createBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  createBackfill(argument: _troupe_v1_CreateBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  createBackfill(argument: _troupe_v1_CreateBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  
  GetBackfill(argument: _troupe_v1_GetBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  GetBackfill(argument: _troupe_v1_GetBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  GetBackfill(argument: _troupe_v1_GetBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  GetBackfill(argument: _troupe_v1_GetBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  getBackfill(argument: _troupe_v1_GetBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  getBackfill(argument: _troupe_v1_GetBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  getBackfill(argument: _troupe_v1_GetBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  getBackfill(argument: _troupe_v1_GetBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  
  GetSchedule(argument: _troupe_v1_GetScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  GetSchedule(argument: _troupe_v1_GetScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  GetSchedule(argument: _troupe_v1_GetScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  GetSchedule(argument: _troupe_v1_GetScheduleRequest, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  getSchedule(argument: _troupe_v1_GetScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  getSchedule(argument: _troupe_v1_GetScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  getSchedule(argument: _troupe_v1_GetScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  getSchedule(argument: _troupe_v1_GetScheduleRequest, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  
  ListBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  ListBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  ListBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  ListBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  listBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  listBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  listBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  listBackfillIntervals(argument: _troupe_v1_ListBackfillIntervalsRequest, callback: grpc.requestCallback<_troupe_v1_ListBackfillIntervalsResponse__Output>): grpc.ClientUnaryCall;
  
  ListBackfills(argument: _troupe_v1_ListBackfillsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  ListBackfills(argument: _troupe_v1_ListBackfillsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  ListBackfills(argument: _troupe_v1_ListBackfillsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  ListBackfills(argument: _troupe_v1_ListBackfillsRequest, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  listBackfills(argument: _troupe_v1_ListBackfillsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  listBackfills(argument: _troupe_v1_ListBackfillsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  listBackfills(argument: _troupe_v1_ListBackfillsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  listBackfills(argument: _troupe_v1_ListBackfillsRequest, callback: grpc.requestCallback<_troupe_v1_ListBackfillsResponse__Output>): grpc.ClientUnaryCall;
  
  ListSchedules(argument: _troupe_v1_ListSchedulesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  ListSchedules(argument: _troupe_v1_ListSchedulesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  ListSchedules(argument: _troupe_v1_ListSchedulesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  ListSchedules(argument: _troupe_v1_ListSchedulesRequest, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  listSchedules(argument: _troupe_v1_ListSchedulesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  listSchedules(argument: _troupe_v1_ListSchedulesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  listSchedules(argument: _troupe_v1_ListSchedulesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  listSchedules(argument: _troupe_v1_ListSchedulesRequest, callback: grpc.requestCallback<_troupe_v1_ListSchedulesResponse__Output>): grpc.ClientUnaryCall;
  
  PauseSchedule(argument: _troupe_v1_PauseScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  PauseSchedule(argument: _troupe_v1_PauseScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  PauseSchedule(argument: _troupe_v1_PauseScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  PauseSchedule(argument: _troupe_v1_PauseScheduleRequest, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  pauseSchedule(argument: _troupe_v1_PauseScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  pauseSchedule(argument: _troupe_v1_PauseScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  pauseSchedule(argument: _troupe_v1_PauseScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  pauseSchedule(argument: _troupe_v1_PauseScheduleRequest, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  
  PreviewBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  PreviewBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  PreviewBackfill(argument: _troupe_v1_CreateBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  PreviewBackfill(argument: _troupe_v1_CreateBackfillRequest, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  previewBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  previewBackfill(argument: _troupe_v1_CreateBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  previewBackfill(argument: _troupe_v1_CreateBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  previewBackfill(argument: _troupe_v1_CreateBackfillRequest, callback: grpc.requestCallback<_troupe_v1_PreviewBackfillResponse__Output>): grpc.ClientUnaryCall;
  
  RerunBackfill(argument: _troupe_v1_RerunBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  RerunBackfill(argument: _troupe_v1_RerunBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  RerunBackfill(argument: _troupe_v1_RerunBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  RerunBackfill(argument: _troupe_v1_RerunBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  rerunBackfill(argument: _troupe_v1_RerunBackfillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  rerunBackfill(argument: _troupe_v1_RerunBackfillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  rerunBackfill(argument: _troupe_v1_RerunBackfillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  rerunBackfill(argument: _troupe_v1_RerunBackfillRequest, callback: grpc.requestCallback<_troupe_v1_Backfill__Output>): grpc.ClientUnaryCall;
  
  ResumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  ResumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  ResumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  ResumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  resumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  resumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  resumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  resumeSchedule(argument: _troupe_v1_ResumeScheduleRequest, callback: grpc.requestCallback<_troupe_v1_Schedule__Output>): grpc.ClientUnaryCall;
  
  WatchBackfills(argument: _troupe_v1_WatchBackfillsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListBackfillsResponse__Output>;
  WatchBackfills(argument: _troupe_v1_WatchBackfillsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListBackfillsResponse__Output>;
  watchBackfills(argument: _troupe_v1_WatchBackfillsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListBackfillsResponse__Output>;
  watchBackfills(argument: _troupe_v1_WatchBackfillsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListBackfillsResponse__Output>;
  
}

export interface ScheduleServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelBackfill: grpc.handleUnaryCall<_troupe_v1_CancelBackfillRequest__Output, _troupe_v1_Backfill>;
  
  CreateBackfill: grpc.handleUnaryCall<_troupe_v1_CreateBackfillRequest__Output, _troupe_v1_Backfill>;
  
  GetBackfill: grpc.handleUnaryCall<_troupe_v1_GetBackfillRequest__Output, _troupe_v1_Backfill>;
  
  GetSchedule: grpc.handleUnaryCall<_troupe_v1_GetScheduleRequest__Output, _troupe_v1_Schedule>;
  
  ListBackfillIntervals: grpc.handleUnaryCall<_troupe_v1_ListBackfillIntervalsRequest__Output, _troupe_v1_ListBackfillIntervalsResponse>;
  
  ListBackfills: grpc.handleUnaryCall<_troupe_v1_ListBackfillsRequest__Output, _troupe_v1_ListBackfillsResponse>;
  
  ListSchedules: grpc.handleUnaryCall<_troupe_v1_ListSchedulesRequest__Output, _troupe_v1_ListSchedulesResponse>;
  
  PauseSchedule: grpc.handleUnaryCall<_troupe_v1_PauseScheduleRequest__Output, _troupe_v1_Schedule>;
  
  PreviewBackfill: grpc.handleUnaryCall<_troupe_v1_CreateBackfillRequest__Output, _troupe_v1_PreviewBackfillResponse>;
  
  RerunBackfill: grpc.handleUnaryCall<_troupe_v1_RerunBackfillRequest__Output, _troupe_v1_Backfill>;
  
  ResumeSchedule: grpc.handleUnaryCall<_troupe_v1_ResumeScheduleRequest__Output, _troupe_v1_Schedule>;
  
  WatchBackfills: grpc.handleServerStreamingCall<_troupe_v1_WatchBackfillsRequest__Output, _troupe_v1_ListBackfillsResponse>;
  
}

export interface ScheduleServiceDefinition extends grpc.ServiceDefinition {
  CancelBackfill: MethodDefinition<_troupe_v1_CancelBackfillRequest, _troupe_v1_Backfill, _troupe_v1_CancelBackfillRequest__Output, _troupe_v1_Backfill__Output>
  CreateBackfill: MethodDefinition<_troupe_v1_CreateBackfillRequest, _troupe_v1_Backfill, _troupe_v1_CreateBackfillRequest__Output, _troupe_v1_Backfill__Output>
  GetBackfill: MethodDefinition<_troupe_v1_GetBackfillRequest, _troupe_v1_Backfill, _troupe_v1_GetBackfillRequest__Output, _troupe_v1_Backfill__Output>
  GetSchedule: MethodDefinition<_troupe_v1_GetScheduleRequest, _troupe_v1_Schedule, _troupe_v1_GetScheduleRequest__Output, _troupe_v1_Schedule__Output>
  ListBackfillIntervals: MethodDefinition<_troupe_v1_ListBackfillIntervalsRequest, _troupe_v1_ListBackfillIntervalsResponse, _troupe_v1_ListBackfillIntervalsRequest__Output, _troupe_v1_ListBackfillIntervalsResponse__Output>
  ListBackfills: MethodDefinition<_troupe_v1_ListBackfillsRequest, _troupe_v1_ListBackfillsResponse, _troupe_v1_ListBackfillsRequest__Output, _troupe_v1_ListBackfillsResponse__Output>
  ListSchedules: MethodDefinition<_troupe_v1_ListSchedulesRequest, _troupe_v1_ListSchedulesResponse, _troupe_v1_ListSchedulesRequest__Output, _troupe_v1_ListSchedulesResponse__Output>
  PauseSchedule: MethodDefinition<_troupe_v1_PauseScheduleRequest, _troupe_v1_Schedule, _troupe_v1_PauseScheduleRequest__Output, _troupe_v1_Schedule__Output>
  PreviewBackfill: MethodDefinition<_troupe_v1_CreateBackfillRequest, _troupe_v1_PreviewBackfillResponse, _troupe_v1_CreateBackfillRequest__Output, _troupe_v1_PreviewBackfillResponse__Output>
  RerunBackfill: MethodDefinition<_troupe_v1_RerunBackfillRequest, _troupe_v1_Backfill, _troupe_v1_RerunBackfillRequest__Output, _troupe_v1_Backfill__Output>
  ResumeSchedule: MethodDefinition<_troupe_v1_ResumeScheduleRequest, _troupe_v1_Schedule, _troupe_v1_ResumeScheduleRequest__Output, _troupe_v1_Schedule__Output>
  WatchBackfills: MethodDefinition<_troupe_v1_WatchBackfillsRequest, _troupe_v1_ListBackfillsResponse, _troupe_v1_WatchBackfillsRequest__Output, _troupe_v1_ListBackfillsResponse__Output>
}
