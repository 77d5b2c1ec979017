// Original file: troupe/v1/pipeline.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApplyPipelineRequest as _troupe_v1_ApplyPipelineRequest, ApplyPipelineRequest__Output as _troupe_v1_ApplyPipelineRequest__Output } from '../../troupe/v1/ApplyPipelineRequest.ts';
import type { ApplyPipelineResponse as _troupe_v1_ApplyPipelineResponse, ApplyPipelineResponse__Output as _troupe_v1_ApplyPipelineResponse__Output } from '../../troupe/v1/ApplyPipelineResponse.ts';
import type { DiffVersionsRequest as _troupe_v1_DiffVersionsRequest, DiffVersionsRequest__Output as _troupe_v1_DiffVersionsRequest__Output } from '../../troupe/v1/DiffVersionsRequest.ts';
import type { DiffVersionsResponse as _troupe_v1_DiffVersionsResponse, DiffVersionsResponse__Output as _troupe_v1_DiffVersionsResponse__Output } from '../../troupe/v1/DiffVersionsResponse.ts';
import type { GetOverviewRequest as _troupe_v1_GetOverviewRequest, GetOverviewRequest__Output as _troupe_v1_GetOverviewRequest__Output } from '../../troupe/v1/GetOverviewRequest.ts';
import type { GetPipelineRequest as _troupe_v1_GetPipelineRequest, GetPipelineRequest__Output as _troupe_v1_GetPipelineRequest__Output } from '../../troupe/v1/GetPipelineRequest.ts';
import type { ListPipelinesRequest as _troupe_v1_ListPipelinesRequest, ListPipelinesRequest__Output as _troupe_v1_ListPipelinesRequest__Output } from '../../troupe/v1/ListPipelinesRequest.ts';
import type { ListPipelinesResponse as _troupe_v1_ListPipelinesResponse, ListPipelinesResponse__Output as _troupe_v1_ListPipelinesResponse__Output } from '../../troupe/v1/ListPipelinesResponse.ts';
import type { ListVersionsRequest as _troupe_v1_ListVersionsRequest, ListVersionsRequest__Output as _troupe_v1_ListVersionsRequest__Output } from '../../troupe/v1/ListVersionsRequest.ts';
import type { ListVersionsResponse as _troupe_v1_ListVersionsResponse, ListVersionsResponse__Output as _troupe_v1_ListVersionsResponse__Output } from '../../troupe/v1/ListVersionsResponse.ts';
import type { Overview as _troupe_v1_Overview, Overview__Output as _troupe_v1_Overview__Output } from '../../troupe/v1/Overview.ts';
import type { Pipeline as _troupe_v1_Pipeline, Pipeline__Output as _troupe_v1_Pipeline__Output } from '../../troupe/v1/Pipeline.ts';
import type { PlanPipelineRequest as _troupe_v1_PlanPipelineRequest, PlanPipelineRequest__Output as _troupe_v1_PlanPipelineRequest__Output } from '../../troupe/v1/PlanPipelineRequest.ts';
import type { PlanPipelineResponse as _troupe_v1_PlanPipelineResponse, PlanPipelineResponse__Output as _troupe_v1_PlanPipelineResponse__Output } from '../../troupe/v1/PlanPipelineResponse.ts';

export interface PipelineServiceClient extends grpc.Client {
  ApplyPipeline(argument: _troupe_v1_ApplyPipelineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  ApplyPipeline(argument: _troupe_v1_ApplyPipelineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  ApplyPipeline(argument: _troupe_v1_ApplyPipelineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  ApplyPipeline(argument: _troupe_v1_ApplyPipelineRequest, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  applyPipeline(argument: _troupe_v1_ApplyPipelineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  applyPipeline(argument: _troupe_v1_ApplyPipelineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  applyPipeline(argument: _troupe_v1_ApplyPipelineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  applyPipeline(argument: _troupe_v1_ApplyPipelineRequest, callback: grpc.requestCallback<_troupe_v1_ApplyPipelineResponse__Output>): grpc.ClientUnaryCall;
  
  DiffVersions(argument: _troupe_v1_DiffVersionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  DiffVersions(argument: _troupe_v1_DiffVersionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  DiffVersions(argument: _troupe_v1_DiffVersionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  DiffVersions(argument: _troupe_v1_DiffVersionsRequest, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  diffVersions(argument: _troupe_v1_DiffVersionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  diffVersions(argument: _troupe_v1_DiffVersionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  diffVersions(argument: _troupe_v1_DiffVersionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  diffVersions(argument: _troupe_v1_DiffVersionsRequest, callback: grpc.requestCallback<_troupe_v1_DiffVersionsResponse__Output>): grpc.ClientUnaryCall;
  
  GetOverview(argument: _troupe_v1_GetOverviewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  GetOverview(argument: _troupe_v1_GetOverviewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  GetOverview(argument: _troupe_v1_GetOverviewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  GetOverview(argument: _troupe_v1_GetOverviewRequest, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  getOverview(argument: _troupe_v1_GetOverviewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  getOverview(argument: _troupe_v1_GetOverviewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  getOverview(argument: _troupe_v1_GetOverviewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  getOverview(argument: _troupe_v1_GetOverviewRequest, callback: grpc.requestCallback<_troupe_v1_Overview__Output>): grpc.ClientUnaryCall;
  
  GetPipeline(argument: _troupe_v1_GetPipelineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  GetPipeline(argument: _troupe_v1_GetPipelineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  GetPipeline(argument: _troupe_v1_GetPipelineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  GetPipeline(argument: _troupe_v1_GetPipelineRequest, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  getPipeline(argument: _troupe_v1_GetPipelineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  getPipeline(argument: _troupe_v1_GetPipelineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  getPipeline(argument: _troupe_v1_GetPipelineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  getPipeline(argument: _troupe_v1_GetPipelineRequest, callback: grpc.requestCallback<_troupe_v1_Pipeline__Output>): grpc.ClientUnaryCall;
  
  ListPipelines(argument: _troupe_v1_ListPipelinesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  ListPipelines(argument: _troupe_v1_ListPipelinesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  ListPipelines(argument: _troupe_v1_ListPipelinesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  ListPipelines(argument: _troupe_v1_ListPipelinesRequest, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  listPipelines(argument: _troupe_v1_ListPipelinesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  listPipelines(argument: _troupe_v1_ListPipelinesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  listPipelines(argument: _troupe_v1_ListPipelinesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  listPipelines(argument: _troupe_v1_ListPipelinesRequest, callback: grpc.requestCallback<_troupe_v1_ListPipelinesResponse__Output>): grpc.ClientUnaryCall;
  
  ListVersions(argument: _troupe_v1_ListVersionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  ListVersions(argument: _troupe_v1_ListVersionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  ListVersions(argument: _troupe_v1_ListVersionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  ListVersions(argument: _troupe_v1_ListVersionsRequest, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  listVersions(argument: _troupe_v1_ListVersionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  listVersions(argument: _troupe_v1_ListVersionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  listVersions(argument: _troupe_v1_ListVersionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  listVersions(argument: _troupe_v1_ListVersionsRequest, callback: grpc.requestCallback<_troupe_v1_ListVersionsResponse__Output>): grpc.ClientUnaryCall;
  
  PlanPipeline(argument: _troupe_v1_PlanPipelineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  PlanPipeline(argument: _troupe_v1_PlanPipelineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  PlanPipeline(argument: _troupe_v1_PlanPipelineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  PlanPipeline(argument: _troupe_v1_PlanPipelineRequest, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  planPipeline(argument: _troupe_v1_PlanPipelineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  planPipeline(argument: _troupe_v1_PlanPipelineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  planPipeline(argument: _troupe_v1_PlanPipelineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  planPipeline(argument: _troupe_v1_PlanPipelineRequest, callback: grpc.requestCallback<_troupe_v1_PlanPipelineResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface PipelineServiceHandlers extends grpc.UntypedServiceImplementation {
  ApplyPipeline: grpc.handleUnaryCall<_troupe_v1_ApplyPipelineRequest__Output, _troupe_v1_ApplyPipelineResponse>;
  
  DiffVersions: grpc.handleUnaryCall<_troupe_v1_DiffVersionsRequest__Output, _troupe_v1_DiffVersionsResponse>;
  
  GetOverview: grpc.handleUnaryCall<_troupe_v1_GetOverviewRequest__Output, _troupe_v1_Overview>;
  
  GetPipeline: grpc.handleUnaryCall<_troupe_v1_GetPipelineRequest__Output, _troupe_v1_Pipeline>;
  
  ListPipelines: grpc.handleUnaryCall<_troupe_v1_ListPipelinesRequest__Output, _troupe_v1_ListPipelinesResponse>;
  
  ListVersions: grpc.handleUnaryCall<_troupe_v1_ListVersionsRequest__Output, _troupe_v1_ListVersionsResponse>;
  
  PlanPipeline: grpc.handleUnaryCall<_troupe_v1_PlanPipelineRequest__Output, _troupe_v1_PlanPipelineResponse>;
  
}

export interface PipelineServiceDefinition extends grpc.ServiceDefinition {
  ApplyPipeline: MethodDefinition<_troupe_v1_ApplyPipelineRequest, _troupe_v1_ApplyPipelineResponse, _troupe_v1_ApplyPipelineRequest__Output, _troupe_v1_ApplyPipelineResponse__Output>
  DiffVersions: MethodDefinition<_troupe_v1_DiffVersionsRequest, _troupe_v1_DiffVersionsResponse, _troupe_v1_DiffVersionsRequest__Output, _troupe_v1_DiffVersionsResponse__Output>
  GetOverview: MethodDefinition<_troupe_v1_GetOverviewRequest, _troupe_v1_Overview, _troupe_v1_GetOverviewRequest__Output, _troupe_v1_Overview__Output>
  GetPipeline: MethodDefinition<_troupe_v1_GetPipelineRequest, _troupe_v1_Pipeline, _troupe_v1_GetPipelineRequest__Output, _troupe_v1_Pipeline__Output>
  ListPipelines: MethodDefinition<_troupe_v1_ListPipelinesRequest, _troupe_v1_ListPipelinesResponse, _troupe_v1_ListPipelinesRequest__Output, _troupe_v1_ListPipelinesResponse__Output>
  ListVersions: MethodDefinition<_troupe_v1_ListVersionsRequest, _troupe_v1_ListVersionsResponse, _troupe_v1_ListVersionsRequest__Output, _troupe_v1_ListVersionsResponse__Output>
  PlanPipeline: MethodDefinition<_troupe_v1_PlanPipelineRequest, _troupe_v1_PlanPipelineResponse, _troupe_v1_PlanPipelineRequest__Output, _troupe_v1_PlanPipelineResponse__Output>
}
