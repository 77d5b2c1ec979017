// Original file: troupe/v1/run.proto

import type { ExitClass as _troupe_v1_ExitClass, ExitClass__Output as _troupe_v1_ExitClass__Output } from '../../troupe/v1/ExitClass.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from '../../troupe/v1/Checkpoint.ts';
import type { RuleFiring as _troupe_v1_RuleFiring, RuleFiring__Output as _troupe_v1_RuleFiring__Output } from '../../troupe/v1/RuleFiring.ts';
import type { Long } from '@grpc/proto-loader';

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
  'memoryBytes'?: (number | string | Long);
  'resumedFrom'?: (_troupe_v1_Checkpoint | null);
  'fired'?: (_troupe_v1_RuleFiring)[];
  'code'?: (string);
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
  'memoryBytes': (number);
  'resumedFrom': (_troupe_v1_Checkpoint__Output | null);
  'fired': (_troupe_v1_RuleFiring__Output)[];
  'code': (string);
  '_exitCode'?: "exitCode";
}
