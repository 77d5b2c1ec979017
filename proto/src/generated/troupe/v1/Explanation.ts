// Original file: troupe/v1/run.proto

import type { TaskState as _troupe_v1_TaskState, TaskState__Output as _troupe_v1_TaskState__Output } from '../../troupe/v1/TaskState.ts';
import type { QueuePlace as _troupe_v1_QueuePlace, QueuePlace__Output as _troupe_v1_QueuePlace__Output } from '../../troupe/v1/QueuePlace.ts';

export interface Explanation {
  'runId'?: (string);
  'task'?: (string);
  'state'?: (_troupe_v1_TaskState);
  'cause'?: (string);
  'summary'?: (string);
  'waitsFor'?: (string)[];
  'unblocks'?: (string)[];
  'queue'?: (_troupe_v1_QueuePlace | null);
}

export interface Explanation__Output {
  'runId': (string);
  'task': (string);
  'state': (_troupe_v1_TaskState__Output);
  'cause': (string);
  'summary': (string);
  'waitsFor': (string)[];
  'unblocks': (string)[];
  'queue': (_troupe_v1_QueuePlace__Output | null);
}
