// Original file: troupe/v1/agent.proto

import type { Agent as _troupe_v1_Agent, Agent__Output as _troupe_v1_Agent__Output } from '../../troupe/v1/Agent.ts';

export interface ListAgentsResponse {
  'agents'?: (_troupe_v1_Agent)[];
  'nextPageToken'?: (string);
}

export interface ListAgentsResponse__Output {
  'agents': (_troupe_v1_Agent__Output)[];
  'nextPageToken': (string);
}
