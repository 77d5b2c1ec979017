// Original file: troupe/v1/approval.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Approval {
  'runId'?: (string);
  'pipeline'?: (string);
  'task'?: (string);
  'ask'?: (string);
  'approvers'?: (string)[];
  'askedAt'?: (_google_protobuf_Timestamp | null);
  'deadline'?: (_google_protobuf_Timestamp | null);
}

export interface Approval__Output {
  'runId': (string);
  'pipeline': (string);
  'task': (string);
  'ask': (string);
  'approvers': (string)[];
  'askedAt': (_google_protobuf_Timestamp__Output | null);
  'deadline': (_google_protobuf_Timestamp__Output | null);
}
