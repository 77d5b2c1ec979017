import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Agent as _troupe_v1_Agent, Agent__Output as _troupe_v1_Agent__Output } from './troupe/v1/Agent.ts';
import type { AgentServiceClient as _troupe_v1_AgentServiceClient, AgentServiceDefinition as _troupe_v1_AgentServiceDefinition } from './troupe/v1/AgentService.ts';
import type { AgentUsage as _troupe_v1_AgentUsage, AgentUsage__Output as _troupe_v1_AgentUsage__Output } from './troupe/v1/AgentUsage.ts';
import type { Device as _troupe_v1_Device, Device__Output as _troupe_v1_Device__Output } from './troupe/v1/Device.ts';
import type { DeviceUsage as _troupe_v1_DeviceUsage, DeviceUsage__Output as _troupe_v1_DeviceUsage__Output } from './troupe/v1/DeviceUsage.ts';
import type { DrainAgentRequest as _troupe_v1_DrainAgentRequest, DrainAgentRequest__Output as _troupe_v1_DrainAgentRequest__Output } from './troupe/v1/DrainAgentRequest.ts';
import type { GetAgentRequest as _troupe_v1_GetAgentRequest, GetAgentRequest__Output as _troupe_v1_GetAgentRequest__Output } from './troupe/v1/GetAgentRequest.ts';
import type { ListAgentsRequest as _troupe_v1_ListAgentsRequest, ListAgentsRequest__Output as _troupe_v1_ListAgentsRequest__Output } from './troupe/v1/ListAgentsRequest.ts';
import type { ListAgentsResponse as _troupe_v1_ListAgentsResponse, ListAgentsResponse__Output as _troupe_v1_ListAgentsResponse__Output } from './troupe/v1/ListAgentsResponse.ts';
import type { Resources as _troupe_v1_Resources, Resources__Output as _troupe_v1_Resources__Output } from './troupe/v1/Resources.ts';
import type { RunningAttempt as _troupe_v1_RunningAttempt, RunningAttempt__Output as _troupe_v1_RunningAttempt__Output } from './troupe/v1/RunningAttempt.ts';
import type { WatchAgentsRequest as _troupe_v1_WatchAgentsRequest, WatchAgentsRequest__Output as _troupe_v1_WatchAgentsRequest__Output } from './troupe/v1/WatchAgentsRequest.ts';

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
      AgentService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_AgentServiceClient> & { service: _troupe_v1_AgentServiceDefinition }
      AgentState: EnumTypeDefinition
      AgentUsage: MessageTypeDefinition<_troupe_v1_AgentUsage, _troupe_v1_AgentUsage__Output>
      Device: MessageTypeDefinition<_troupe_v1_Device, _troupe_v1_Device__Output>
      DeviceUsage: MessageTypeDefinition<_troupe_v1_DeviceUsage, _troupe_v1_DeviceUsage__Output>
      DrainAgentRequest: MessageTypeDefinition<_troupe_v1_DrainAgentRequest, _troupe_v1_DrainAgentRequest__Output>
      GetAgentRequest: MessageTypeDefinition<_troupe_v1_GetAgentRequest, _troupe_v1_GetAgentRequest__Output>
      ListAgentsRequest: MessageTypeDefinition<_troupe_v1_ListAgentsRequest, _troupe_v1_ListAgentsRequest__Output>
      ListAgentsResponse: MessageTypeDefinition<_troupe_v1_ListAgentsResponse, _troupe_v1_ListAgentsResponse__Output>
      Resources: MessageTypeDefinition<_troupe_v1_Resources, _troupe_v1_Resources__Output>
      RunningAttempt: MessageTypeDefinition<_troupe_v1_RunningAttempt, _troupe_v1_RunningAttempt__Output>
      WatchAgentsRequest: MessageTypeDefinition<_troupe_v1_WatchAgentsRequest, _troupe_v1_WatchAgentsRequest__Output>
    }
  }
}

