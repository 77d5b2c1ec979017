// Original file: troupe/v1/session.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AgentMessage as _troupe_v1_AgentMessage, AgentMessage__Output as _troupe_v1_AgentMessage__Output } from '../../troupe/v1/AgentMessage.ts';
import type { CoordinatorMessage as _troupe_v1_CoordinatorMessage, CoordinatorMessage__Output as _troupe_v1_CoordinatorMessage__Output } from '../../troupe/v1/CoordinatorMessage.ts';
import type { TelemetryAck as _troupe_v1_TelemetryAck, TelemetryAck__Output as _troupe_v1_TelemetryAck__Output } from '../../troupe/v1/TelemetryAck.ts';
import type { TelemetryBatch as _troupe_v1_TelemetryBatch, TelemetryBatch__Output as _troupe_v1_TelemetryBatch__Output } from '../../troupe/v1/TelemetryBatch.ts';

export interface SessionServiceClient extends grpc.Client {
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_AgentMessage, _troupe_v1_CoordinatorMessage__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_AgentMessage, _troupe_v1_CoordinatorMessage__Output>;
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_AgentMessage, _troupe_v1_CoordinatorMessage__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_AgentMessage, _troupe_v1_CoordinatorMessage__Output>;
  
  Telemetry(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_TelemetryBatch, _troupe_v1_TelemetryAck__Output>;
  Telemetry(options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_TelemetryBatch, _troupe_v1_TelemetryAck__Output>;
  telemetry(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_TelemetryBatch, _troupe_v1_TelemetryAck__Output>;
  telemetry(options?: grpc.CallOptions): grpc.ClientDuplexStream<_troupe_v1_TelemetryBatch, _troupe_v1_TelemetryAck__Output>;
  
}

export interface SessionServiceHandlers extends grpc.UntypedServiceImplementation {
  Session: grpc.handleBidiStreamingCall<_troupe_v1_AgentMessage__Output, _troupe_v1_CoordinatorMessage>;
  
  Telemetry: grpc.handleBidiStreamingCall<_troupe_v1_TelemetryBatch__Output, _troupe_v1_TelemetryAck>;
  
}

export interface SessionServiceDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_troupe_v1_AgentMessage, _troupe_v1_CoordinatorMessage, _troupe_v1_AgentMessage__Output, _troupe_v1_CoordinatorMessage__Output>
  Telemetry: MethodDefinition<_troupe_v1_TelemetryBatch, _troupe_v1_TelemetryAck, _troupe_v1_TelemetryBatch__Output, _troupe_v1_TelemetryAck__Output>
}
