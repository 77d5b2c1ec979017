// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { FullLimit as _troupe_v1_FullLimit, FullLimit__Output as _troupe_v1_FullLimit__Output } from '../../troupe/v1/FullLimit.ts';
import type { AgentNeed as _troupe_v1_AgentNeed, AgentNeed__Output as _troupe_v1_AgentNeed__Output } from '../../troupe/v1/AgentNeed.ts';

export interface QueuePlace {
  'place'?: (number);
  'waiting'?: (number);
  'priority'?: (number);
  'since'?: (_google_protobuf_Timestamp | null);
  'limits'?: (_troupe_v1_FullLimit)[];
  'agents'?: (_troupe_v1_AgentNeed)[];
  'keptAgentId'?: (string);
}

export interface QueuePlace__Output {
  'place': (number);
  'waiting': (number);
  'priority': (number);
  'since': (_google_protobuf_Timestamp__Output | null);
  'limits': (_troupe_v1_FullLimit__Output)[];
  'agents': (_troupe_v1_AgentNeed__Output)[];
  'keptAgentId': (string);
}
