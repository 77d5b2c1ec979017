// Original file: troupe/v1/run.proto

import type { TaskState as _troupe_v1_TaskState, TaskState__Output as _troupe_v1_TaskState__Output } from '../../troupe/v1/TaskState.ts';
import type { TaskCounts as _troupe_v1_TaskCounts, TaskCounts__Output as _troupe_v1_TaskCounts__Output } from '../../troupe/v1/TaskCounts.ts';

export interface GridCell {
  'column'?: (number);
  'state'?: (_troupe_v1_TaskState);
  'seconds'?: (number | string);
  'tasks'?: (_troupe_v1_TaskCounts | null);
  'retries'?: (number);
  '_seconds'?: "seconds";
}

export interface GridCell__Output {
  'column': (number);
  'state': (_troupe_v1_TaskState__Output);
  'seconds'?: (number);
  'tasks': (_troupe_v1_TaskCounts__Output | null);
  'retries': (number);
  '_seconds'?: "seconds";
}
