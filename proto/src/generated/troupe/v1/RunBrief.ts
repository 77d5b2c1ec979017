// Original file: troupe/v1/pipeline.proto

import type { RunState as _troupe_v1_RunState, RunState__Output as _troupe_v1_RunState__Output } from '../../troupe/v1/RunState.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Failure as _troupe_v1_Failure, Failure__Output as _troupe_v1_Failure__Output } from '../../troupe/v1/Failure.ts';

export interface RunBrief {
  'runId'?: (string);
  'pipeline'?: (string);
  'state'?: (_troupe_v1_RunState);
  'endedAt'?: (_google_protobuf_Timestamp | null);
  'failure'?: (_troupe_v1_Failure | null);
}

export interface RunBrief__Output {
  'runId': (string);
  'pipeline': (string);
  'state': (_troupe_v1_RunState__Output);
  'endedAt': (_google_protobuf_Timestamp__Output | null);
  'failure': (_troupe_v1_Failure__Output | null);
}
