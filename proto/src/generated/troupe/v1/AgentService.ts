// Original file: troupe/v1/agent.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Agent as _troupe_v1_Agent, Agent__Output as _troupe_v1_Agent__Output } from '../../troupe/v1/Agent.ts';
import type { DrainAgentRequest as _troupe_v1_DrainAgentRequest, DrainAgentRequest__Output as _troupe_v1_DrainAgentRequest__Output } from '../../troupe/v1/DrainAgentRequest.ts';
import type { GetAgentRequest as _troupe_v1_GetAgentRequest, GetAgentRequest__Output as _troupe_v1_GetAgentRequest__Output } from '../../troupe/v1/GetAgentRequest.ts';
import type { ListAgentsRequest as _troupe_v1_ListAgentsRequest, ListAgentsRequest__Output as _troupe_v1_ListAgentsRequest__Output } from '../../troupe/v1/ListAgentsRequest.ts';
import type { ListAgentsResponse as _troupe_v1_ListAgentsResponse, ListAgentsResponse__Output as _troupe_v1_ListAgentsResponse__Output } from '../../troupe/v1/ListAgentsResponse.ts';
import type { WatchAgentsRequest as _troupe_v1_WatchAgentsRequest, WatchAgentsRequest__Output as _troupe_v1_WatchAgentsRequest__Output } from '../../troupe/v1/WatchAgentsRequest.ts';

export interface AgentServiceClient extends grpc.Client {
  DrainAgent(argument: _troupe_v1_DrainAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  DrainAgent(argument: _troupe_v1_DrainAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  DrainAgent(argument: _troupe_v1_DrainAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  DrainAgent(argument: _troupe_v1_DrainAgentRequest, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  drainAgent(argument: _troupe_v1_DrainAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  drainAgent(argument: _troupe_v1_DrainAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  drainAgent(argument: _troupe_v1_DrainAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  drainAgent(argument: _troupe_v1_DrainAgentRequest, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  
  GetAgent(argument: _troupe_v1_GetAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _troupe_v1_GetAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _troupe_v1_GetAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _troupe_v1_GetAgentRequest, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _troupe_v1_GetAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _troupe_v1_GetAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _troupe_v1_GetAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _troupe_v1_GetAgentRequest, callback: grpc.requestCallback<_troupe_v1_Agent__Output>): grpc.ClientUnaryCall;
  
  ListAgents(argument: _troupe_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _troupe_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _troupe_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _troupe_v1_ListAgentsRequest, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _troupe_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _troupe_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _troupe_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _troupe_v1_ListAgentsRequest, callback: grpc.requestCallback<_troupe_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  
  WatchAgents(argument: _troupe_v1_WatchAgentsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListAgentsResponse__Output>;
  WatchAgents(argument: _troupe_v1_WatchAgentsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListAgentsResponse__Output>;
  watchAgents(argument: _troupe_v1_WatchAgentsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListAgentsResponse__Output>;
  watchAgents(argument: _troupe_v1_WatchAgentsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListAgentsResponse__Output>;
  
}

export interface AgentServiceHandlers extends grpc.UntypedServiceImplementation {
  DrainAgent: grpc.handleUnaryCall<_troupe_v1_DrainAgentRequest__Output, _troupe_v1_Agent>;
  
  GetAgent: grpc.handleUnaryCall<_troupe_v1_GetAgentRequest__Output, _troupe_v1_Agent>;
  
  ListAgents: grpc.handleUnaryCall<_troupe_v1_ListAgentsRequest__Output, _troupe_v1_ListAgentsResponse>;
  
  WatchAgents: grpc.handleServerStreamingCall<_troupe_v1_WatchAgentsRequest__Output, _troupe_v1_ListAgentsResponse>;
  
}

export interface AgentServiceDefinition extends grpc.ServiceDefinition {
  DrainAgent: MethodDefinition<_troupe_v1_DrainAgentRequest, _troupe_v1_Agent, _troupe_v1_DrainAgentRequest__Output, _troupe_v1_Agent__Output>
  GetAgent: MethodDefinition<_troupe_v1_GetAgentRequest, _troupe_v1_Agent, _troupe_v1_GetAgentRequest__Output, _troupe_v1_Agent__Output>
  ListAgents: MethodDefinition<_troupe_v1_ListAgentsRequest, _troupe_v1_ListAgentsResponse, _troupe_v1_ListAgentsRequest__Output, _troupe_v1_ListAgentsResponse__Output>
  WatchAgents: MethodDefinition<_troupe_v1_WatchAgentsRequest, _troupe_v1_ListAgentsResponse, _troupe_v1_WatchAgentsRequest__Output, _troupe_v1_ListAgentsResponse__Output>
}
