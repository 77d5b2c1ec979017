// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Task as _troupe_v1_Task, Task__Output as _troupe_v1_Task__Output } from '../../troupe/v1/Task.ts';
import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from '../../troupe/v1/Run.ts';
import type { Long } from '@grpc/proto-loader';

export interface Event {
  'sequence'?: (number | string | Long);
  'at'?: (_google_protobuf_Timestamp | null);
  'type'?: (string);
  'task'?: (string);
  'eventJson'?: (string);
  'after'?: (_troupe_v1_Task | null);
  'run'?: (_troupe_v1_Run | null);
}

export interface Event__Output {
  'sequence': (number);
  'at': (_google_protobuf_Timestamp__Output | null);
  'type': (string);
  'task': (string);
  'eventJson': (string);
  'after': (_troupe_v1_Task__Output | null);
  'run': (_troupe_v1_Run__Output | null);
}
