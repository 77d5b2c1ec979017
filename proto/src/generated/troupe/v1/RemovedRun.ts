// Original file: troupe/v1/cluster.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface RemovedRun {
  'runId'?: (string);
  'pipeline'?: (string);
  'endedAt'?: (_google_protobuf_Timestamp | null);
  'because'?: (string);
}

export interface RemovedRun__Output {
  'runId': (string);
  'pipeline': (string);
  'endedAt': (_google_protobuf_Timestamp__Output | null);
  'because': (string);
}
