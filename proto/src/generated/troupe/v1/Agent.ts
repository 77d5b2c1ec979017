// Original file: troupe/v1/agent.proto

import type { AgentState as _troupe_v1_AgentState, AgentState__Output as _troupe_v1_AgentState__Output } from '../../troupe/v1/AgentState.ts';
import type { Resources as _troupe_v1_Resources, Resources__Output as _troupe_v1_Resources__Output } from '../../troupe/v1/Resources.ts';
import type { Device as _troupe_v1_Device, Device__Output as _troupe_v1_Device__Output } from '../../troupe/v1/Device.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { RunningAttempt as _troupe_v1_RunningAttempt, RunningAttempt__Output as _troupe_v1_RunningAttempt__Output } from '../../troupe/v1/RunningAttempt.ts';
import type { AgentUsage as _troupe_v1_AgentUsage, AgentUsage__Output as _troupe_v1_AgentUsage__Output } from '../../troupe/v1/AgentUsage.ts';

export interface Agent {
  'agentId'?: (string);
  'state'?: (_troupe_v1_AgentState);
  'host'?: (string);
  'version'?: (string);
  'labels'?: ({[key: string]: string});
  'capacity'?: (_troupe_v1_Resources | null);
  'allocated'?: (_troupe_v1_Resources | null);
  'devices'?: (_troupe_v1_Device)[];
  'lastBeatAt'?: (_google_protobuf_Timestamp | null);
  'connectedAt'?: (_google_protobuf_Timestamp | null);
  'attempts'?: (_troupe_v1_RunningAttempt)[];
  'isolationTier'?: (number);
  'paths'?: (string)[];
  'usage'?: (_troupe_v1_AgentUsage | null);
}

export interface Agent__Output {
  'agentId': (string);
  'state': (_troupe_v1_AgentState__Output);
  'host': (string);
  'version': (string);
  'labels': ({[key: string]: string});
  'capacity': (_troupe_v1_Resources__Output | null);
  'allocated': (_troupe_v1_Resources__Output | null);
  'devices': (_troupe_v1_Device__Output)[];
  'lastBeatAt': (_google_protobuf_Timestamp__Output | null);
  'connectedAt': (_google_protobuf_Timestamp__Output | null);
  'attempts': (_troupe_v1_RunningAttempt__Output)[];
  'isolationTier': (number);
  'paths': (string)[];
  'usage': (_troupe_v1_AgentUsage__Output | null);
}
