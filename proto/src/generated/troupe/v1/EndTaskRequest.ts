// Original file: troupe/v1/run.proto

import type { TaskState as _troupe_v1_TaskState, TaskState__Output as _troupe_v1_TaskState__Output } from '../../troupe/v1/TaskState.ts';

export interface EndTaskRequest {
  'runId'?: (string);
  'task'?: (string);
  'as'?: (_troupe_v1_TaskState);
  'outputJson'?: (string);
  'reason'?: (string);
  'by'?: (string);
}

export interface EndTaskRequest__Output {
  'runId': (string);
  'task': (string);
  'as': (_troupe_v1_TaskState__Output);
  'outputJson': (string);
  'reason': (string);
  'by': (string);
}
