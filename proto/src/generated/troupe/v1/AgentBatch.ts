// Original file: troupe/v1/session.proto

import type { AgentMessage as _troupe_v1_AgentMessage, AgentMessage__Output as _troupe_v1_AgentMessage__Output } from '../../troupe/v1/AgentMessage.ts';

export interface AgentBatch {
  'messages'?: (_troupe_v1_AgentMessage)[];
}

export interface AgentBatch__Output {
  'messages': (_troupe_v1_AgentMessage__Output)[];
}
