// Original file: troupe/v1/run.proto

import type { ExitClass as _troupe_v1_ExitClass, ExitClass__Output as _troupe_v1_ExitClass__Output } from '../../troupe/v1/ExitClass.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Attempt {
  'number'?: (number);
  'agent'?: (string);
  'exitClass'?: (_troupe_v1_ExitClass);
  'exitCode'?: (number);
  'signal'?: (string);
  'message'?: (string);
  'queuedAt'?: (_google_protobuf_Timestamp | null);
  'assignedAt'?: (_google_protobuf_Timestamp | null);
  'startedAt'?: (_google_protobuf_Timestamp | null);
  'endedAt'?: (_google_protobuf_Timestamp | null);
  'devices'?: (string)[];
  '_exitCode'?: "exitCode";
}

export interface Attempt__Output {
  'number': (number);
  'agent': (string);
  'exitClass': (_troupe_v1_ExitClass__Output);
  'exitCode'?: (number);
  'signal': (string);
  'message': (string);
  'queuedAt': (_google_protobuf_Timestamp__Output | null);
  'assignedAt': (_google_protobuf_Timestamp__Output | null);
  'startedAt': (_google_protobuf_Timestamp__Output | null);
  'endedAt': (_google_protobuf_Timestamp__Output | null);
  'devices': (string)[];
  '_exitCode'?: "exitCode";
}
