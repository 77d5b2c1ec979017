// Original file: troupe/v1/run.proto

import type { RunState as _troupe_v1_RunState, RunState__Output as _troupe_v1_RunState__Output } from '../../troupe/v1/RunState.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Failure as _troupe_v1_Failure, Failure__Output as _troupe_v1_Failure__Output } from '../../troupe/v1/Failure.ts';
import type { TaskCounts as _troupe_v1_TaskCounts, TaskCounts__Output as _troupe_v1_TaskCounts__Output } from '../../troupe/v1/TaskCounts.ts';
import type { RunCause as _troupe_v1_RunCause, RunCause__Output as _troupe_v1_RunCause__Output } from '../../troupe/v1/RunCause.ts';
import type { Interval as _troupe_v1_Interval, Interval__Output as _troupe_v1_Interval__Output } from '../../troupe/v1/Interval.ts';
import type { DatasetUse as _troupe_v1_DatasetUse, DatasetUse__Output as _troupe_v1_DatasetUse__Output } from '../../troupe/v1/DatasetUse.ts';
import type { Long } from '@grpc/proto-loader';

export interface Run {
  'runId'?: (string);
  'pipeline'?: (string);
  'version'?: (string);
  'state'?: (_troupe_v1_RunState);
  'paramsJson'?: (string);
  'createdAt'?: (_google_protobuf_Timestamp | null);
  'endedAt'?: (_google_protobuf_Timestamp | null);
  'outputsJson'?: (string);
  'failure'?: (_troupe_v1_Failure | null);
  'traceId'?: (string);
  'sequence'?: (number | string | Long);
  'tasks'?: (_troupe_v1_TaskCounts | null);
  'requestId'?: (string);
  'cancelReason'?: (string);
  'revision'?: (string);
  'cause'?: (_troupe_v1_RunCause | null);
  'interval'?: (_troupe_v1_Interval | null);
  'reason'?: (string);
  'priority'?: (number);
  'datasets'?: (_troupe_v1_DatasetUse)[];
  'published'?: (_troupe_v1_DatasetUse)[];
  'cancelledBy'?: (string);
}

export interface Run__Output {
  'runId': (string);
  'pipeline': (string);
  'version': (string);
  'state': (_troupe_v1_RunState__Output);
  'paramsJson': (string);
  'createdAt': (_google_protobuf_Timestamp__Output | null);
  'endedAt': (_google_protobuf_Timestamp__Output | null);
  'outputsJson': (string);
  'failure': (_troupe_v1_Failure__Output | null);
  'traceId': (string);
  'sequence': (number);
  'tasks': (_troupe_v1_TaskCounts__Output | null);
  'requestId': (string);
  'cancelReason': (string);
  'revision': (string);
  'cause': (_troupe_v1_RunCause__Output | null);
  'interval': (_troupe_v1_Interval__Output | null);
  'reason': (string);
  'priority': (number);
  'datasets': (_troupe_v1_DatasetUse__Output)[];
  'published': (_troupe_v1_DatasetUse__Output)[];
  'cancelledBy': (string);
}
