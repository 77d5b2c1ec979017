// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface _troupe_v1_RunCause_Backfill {
  'backfillId'?: (string);
}

export interface _troupe_v1_RunCause_Backfill__Output {
  'backfillId': (string);
}

export interface _troupe_v1_RunCause_Dataset {
  'dataset'?: (string);
  'revision'?: (string);
}

export interface _troupe_v1_RunCause_Dataset__Output {
  'dataset': (string);
  'revision': (string);
}

export interface _troupe_v1_RunCause_Manual {
}

export interface _troupe_v1_RunCause_Manual__Output {
}

export interface _troupe_v1_RunCause_Rerun {
  'ofRunId'?: (string);
}

export interface _troupe_v1_RunCause_Rerun__Output {
  'ofRunId': (string);
}

export interface _troupe_v1_RunCause_Schedule {
  'tick'?: (_google_protobuf_Timestamp | null);
}

export interface _troupe_v1_RunCause_Schedule__Output {
  'tick': (_google_protobuf_Timestamp__Output | null);
}

export interface _troupe_v1_RunCause_Trigger {
  'runId'?: (string);
  'task'?: (string);
}

export interface _troupe_v1_RunCause_Trigger__Output {
  'runId': (string);
  'task': (string);
}

export interface _troupe_v1_RunCause_Webhook {
  'delivery'?: (string);
}

export interface _troupe_v1_RunCause_Webhook__Output {
  'delivery': (string);
}

export interface RunCause {
  'manual'?: (_troupe_v1_RunCause_Manual | null);
  'schedule'?: (_troupe_v1_RunCause_Schedule | null);
  'backfill'?: (_troupe_v1_RunCause_Backfill | null);
  'trigger'?: (_troupe_v1_RunCause_Trigger | null);
  'dataset'?: (_troupe_v1_RunCause_Dataset | null);
  'webhook'?: (_troupe_v1_RunCause_Webhook | null);
  'rerun'?: (_troupe_v1_RunCause_Rerun | null);
  'kind'?: "manual"|"schedule"|"backfill"|"trigger"|"dataset"|"webhook"|"rerun";
}

export interface RunCause__Output {
  'manual'?: (_troupe_v1_RunCause_Manual__Output | null);
  'schedule'?: (_troupe_v1_RunCause_Schedule__Output | null);
  'backfill'?: (_troupe_v1_RunCause_Backfill__Output | null);
  'trigger'?: (_troupe_v1_RunCause_Trigger__Output | null);
  'dataset'?: (_troupe_v1_RunCause_Dataset__Output | null);
  'webhook'?: (_troupe_v1_RunCause_Webhook__Output | null);
  'rerun'?: (_troupe_v1_RunCause_Rerun__Output | null);
  'kind'?: "manual"|"schedule"|"backfill"|"trigger"|"dataset"|"webhook"|"rerun";
}
