import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { ApplyPipelineRequest as _troupe_v1_ApplyPipelineRequest, ApplyPipelineRequest__Output as _troupe_v1_ApplyPipelineRequest__Output } from './troupe/v1/ApplyPipelineRequest.ts';
import type { ApplyPipelineResponse as _troupe_v1_ApplyPipelineResponse, ApplyPipelineResponse__Output as _troupe_v1_ApplyPipelineResponse__Output } from './troupe/v1/ApplyPipelineResponse.ts';
import type { CachedTask as _troupe_v1_CachedTask, CachedTask__Output as _troupe_v1_CachedTask__Output } from './troupe/v1/CachedTask.ts';
import type { DiffVersionsRequest as _troupe_v1_DiffVersionsRequest, DiffVersionsRequest__Output as _troupe_v1_DiffVersionsRequest__Output } from './troupe/v1/DiffVersionsRequest.ts';
import type { DiffVersionsResponse as _troupe_v1_DiffVersionsResponse, DiffVersionsResponse__Output as _troupe_v1_DiffVersionsResponse__Output } from './troupe/v1/DiffVersionsResponse.ts';
import type { GetPipelineRequest as _troupe_v1_GetPipelineRequest, GetPipelineRequest__Output as _troupe_v1_GetPipelineRequest__Output } from './troupe/v1/GetPipelineRequest.ts';
import type { ListPipelinesRequest as _troupe_v1_ListPipelinesRequest, ListPipelinesRequest__Output as _troupe_v1_ListPipelinesRequest__Output } from './troupe/v1/ListPipelinesRequest.ts';
import type { ListPipelinesResponse as _troupe_v1_ListPipelinesResponse, ListPipelinesResponse__Output as _troupe_v1_ListPipelinesResponse__Output } from './troupe/v1/ListPipelinesResponse.ts';
import type { ListVersionsRequest as _troupe_v1_ListVersionsRequest, ListVersionsRequest__Output as _troupe_v1_ListVersionsRequest__Output } from './troupe/v1/ListVersionsRequest.ts';
import type { ListVersionsResponse as _troupe_v1_ListVersionsResponse, ListVersionsResponse__Output as _troupe_v1_ListVersionsResponse__Output } from './troupe/v1/ListVersionsResponse.ts';
import type { Pipeline as _troupe_v1_Pipeline, Pipeline__Output as _troupe_v1_Pipeline__Output } from './troupe/v1/Pipeline.ts';
import type { PipelineServiceClient as _troupe_v1_PipelineServiceClient, PipelineServiceDefinition as _troupe_v1_PipelineServiceDefinition } from './troupe/v1/PipelineService.ts';
import type { PipelineVersion as _troupe_v1_PipelineVersion, PipelineVersion__Output as _troupe_v1_PipelineVersion__Output } from './troupe/v1/PipelineVersion.ts';
import type { PlanPipelineRequest as _troupe_v1_PlanPipelineRequest, PlanPipelineRequest__Output as _troupe_v1_PlanPipelineRequest__Output } from './troupe/v1/PlanPipelineRequest.ts';
import type { PlanPipelineResponse as _troupe_v1_PlanPipelineResponse, PlanPipelineResponse__Output as _troupe_v1_PlanPipelineResponse__Output } from './troupe/v1/PlanPipelineResponse.ts';
import type { PlannedSchedule as _troupe_v1_PlannedSchedule, PlannedSchedule__Output as _troupe_v1_PlannedSchedule__Output } from './troupe/v1/PlannedSchedule.ts';

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
      ApplyPipelineRequest: MessageTypeDefinition<_troupe_v1_ApplyPipelineRequest, _troupe_v1_ApplyPipelineRequest__Output>
      ApplyPipelineResponse: MessageTypeDefinition<_troupe_v1_ApplyPipelineResponse, _troupe_v1_ApplyPipelineResponse__Output>
      CachedTask: MessageTypeDefinition<_troupe_v1_CachedTask, _troupe_v1_CachedTask__Output>
      DiffVersionsRequest: MessageTypeDefinition<_troupe_v1_DiffVersionsRequest, _troupe_v1_DiffVersionsRequest__Output>
      DiffVersionsResponse: MessageTypeDefinition<_troupe_v1_DiffVersionsResponse, _troupe_v1_DiffVersionsResponse__Output>
      GetPipelineRequest: MessageTypeDefinition<_troupe_v1_GetPipelineRequest, _troupe_v1_GetPipelineRequest__Output>
      ListPipelinesRequest: MessageTypeDefinition<_troupe_v1_ListPipelinesRequest, _troupe_v1_ListPipelinesRequest__Output>
      ListPipelinesResponse: MessageTypeDefinition<_troupe_v1_ListPipelinesResponse, _troupe_v1_ListPipelinesResponse__Output>
      ListVersionsRequest: MessageTypeDefinition<_troupe_v1_ListVersionsRequest, _troupe_v1_ListVersionsRequest__Output>
      ListVersionsResponse: MessageTypeDefinition<_troupe_v1_ListVersionsResponse, _troupe_v1_ListVersionsResponse__Output>
      Pipeline: MessageTypeDefinition<_troupe_v1_Pipeline, _troupe_v1_Pipeline__Output>
      PipelineService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_PipelineServiceClient> & { service: _troupe_v1_PipelineServiceDefinition }
      PipelineVersion: MessageTypeDefinition<_troupe_v1_PipelineVersion, _troupe_v1_PipelineVersion__Output>
      PlanPipelineRequest: MessageTypeDefinition<_troupe_v1_PlanPipelineRequest, _troupe_v1_PlanPipelineRequest__Output>
      PlanPipelineResponse: MessageTypeDefinition<_troupe_v1_PlanPipelineResponse, _troupe_v1_PlanPipelineResponse__Output>
      PlannedSchedule: MessageTypeDefinition<_troupe_v1_PlannedSchedule, _troupe_v1_PlannedSchedule__Output>
    }
  }
}

