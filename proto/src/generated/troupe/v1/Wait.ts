// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Wait {
  'runId'?: (string);
  'pipeline'?: (string);
  'task'?: (string);
  'kind'?: (string);
  'reason'?: (string);
  'since'?: (_google_protobuf_Timestamp | null);
  'deadline'?: (_google_protobuf_Timestamp | null);
  'until'?: (_google_protobuf_Timestamp | null);
}

export interface Wait__Output {
  'runId': (string);
  'pipeline': (string);
  'task': (string);
  'kind': (string);
  'reason': (string);
  'since': (_google_protobuf_Timestamp__Output | null);
  'deadline': (_google_protobuf_Timestamp__Output | null);
  'until': (_google_protobuf_Timestamp__Output | null);
}
