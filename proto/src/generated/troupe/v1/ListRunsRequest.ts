// Original file: troupe/v1/run.proto

import type { RunState as _troupe_v1_RunState, RunState__Output as _troupe_v1_RunState__Output } from '../../troupe/v1/RunState.ts';

export interface ListRunsRequest {
  'pipeline'?: (string);
  'states'?: (_troupe_v1_RunState)[];
  'pageSize'?: (number);
  'pageToken'?: (string);
  'atLeast'?: (string);
  'cause'?: (string);
  'parent'?: (string);
  'dataset'?: (string);
}

export interface ListRunsRequest__Output {
  'pipeline': (string);
  'states': (_troupe_v1_RunState__Output)[];
  'pageSize': (number);
  'pageToken': (string);
  'atLeast': (string);
  'cause': (string);
  'parent': (string);
  'dataset': (string);
}
