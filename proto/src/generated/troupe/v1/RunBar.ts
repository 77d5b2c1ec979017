// Original file: troupe/v1/pipeline.proto

import type { RunState as _troupe_v1_RunState, RunState__Output as _troupe_v1_RunState__Output } from '../../troupe/v1/RunState.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface RunBar {
  'runId'?: (string);
  'state'?: (_troupe_v1_RunState);
  'createdAt'?: (_google_protobuf_Timestamp | null);
  'endedAt'?: (_google_protobuf_Timestamp | null);
}

export interface RunBar__Output {
  'runId': (string);
  'state': (_troupe_v1_RunState__Output);
  'createdAt': (_google_protobuf_Timestamp__Output | null);
  'endedAt': (_google_protobuf_Timestamp__Output | null);
}
