// Original file: troupe/v1/run.proto

import type { RunState as _troupe_v1_RunState, RunState__Output as _troupe_v1_RunState__Output } from '../../troupe/v1/RunState.ts';

export interface WatchRunsRequest {
  'pipeline'?: (string);
  'states'?: (_troupe_v1_RunState)[];
}

export interface WatchRunsRequest__Output {
  'pipeline': (string);
  'states': (_troupe_v1_RunState__Output)[];
}
