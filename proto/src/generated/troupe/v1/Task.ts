// Original file: troupe/v1/run.proto

import type { TaskState as _troupe_v1_TaskState, TaskState__Output as _troupe_v1_TaskState__Output } from '../../troupe/v1/TaskState.ts';
import type { Attempt as _troupe_v1_Attempt, Attempt__Output as _troupe_v1_Attempt__Output } from '../../troupe/v1/Attempt.ts';
import type { Failure as _troupe_v1_Failure, Failure__Output as _troupe_v1_Failure__Output } from '../../troupe/v1/Failure.ts';
import type { Progress as _troupe_v1_Progress, Progress__Output as _troupe_v1_Progress__Output } from '../../troupe/v1/Progress.ts';
import type { ResultOrigin as _troupe_v1_ResultOrigin, ResultOrigin__Output as _troupe_v1_ResultOrigin__Output } from '../../troupe/v1/ResultOrigin.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from '../../troupe/v1/Checkpoint.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Task {
  'name'?: (string);
  'node'?: (string);
  'step'?: (string);
  'state'?: (_troupe_v1_TaskState);
  'attempts'?: (_troupe_v1_Attempt)[];
  'outputJson'?: (string);
  'failure'?: (_troupe_v1_Failure | null);
  'reason'?: (string);
  'progress'?: (_troupe_v1_Progress | null);
  'kind'?: (string);
  'inputsJson'?: (string);
  'origin'?: (_troupe_v1_ResultOrigin | null);
  'uncached'?: (string);
  'checkpoint'?: (_troupe_v1_Checkpoint | null);
  'dueAt'?: (_google_protobuf_Timestamp | null);
}

export interface Task__Output {
  'name': (string);
  'node': (string);
  'step': (string);
  'state': (_troupe_v1_TaskState__Output);
  'attempts': (_troupe_v1_Attempt__Output)[];
  'outputJson': (string);
  'failure': (_troupe_v1_Failure__Output | null);
  'reason': (string);
  'progress': (_troupe_v1_Progress__Output | null);
  'kind': (string);
  'inputsJson': (string);
  'origin': (_troupe_v1_ResultOrigin__Output | null);
  'uncached': (string);
  'checkpoint': (_troupe_v1_Checkpoint__Output | null);
  'dueAt': (_google_protobuf_Timestamp__Output | null);
}
