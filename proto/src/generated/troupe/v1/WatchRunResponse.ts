// Original file: troupe/v1/run.proto

import type { Event as _troupe_v1_Event, Event__Output as _troupe_v1_Event__Output } from '../../troupe/v1/Event.ts';
import type { TaskProgress as _troupe_v1_TaskProgress, TaskProgress__Output as _troupe_v1_TaskProgress__Output } from '../../troupe/v1/TaskProgress.ts';
import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from '../../troupe/v1/Run.ts';
import type { Task as _troupe_v1_Task, Task__Output as _troupe_v1_Task__Output } from '../../troupe/v1/Task.ts';

export interface _troupe_v1_WatchRunResponse_Snapshot {
  'run'?: (_troupe_v1_Run | null);
  'tasks'?: (_troupe_v1_Task)[];
  'more'?: (boolean);
}

export interface _troupe_v1_WatchRunResponse_Snapshot__Output {
  'run': (_troupe_v1_Run__Output | null);
  'tasks': (_troupe_v1_Task__Output)[];
  'more': (boolean);
}

export interface WatchRunResponse {
  'snapshot'?: (_troupe_v1_WatchRunResponse_Snapshot | null);
  'event'?: (_troupe_v1_Event | null);
  'progress'?: (_troupe_v1_TaskProgress | null);
  'item'?: "snapshot"|"event"|"progress";
}

export interface WatchRunResponse__Output {
  'snapshot'?: (_troupe_v1_WatchRunResponse_Snapshot__Output | null);
  'event'?: (_troupe_v1_Event__Output | null);
  'progress'?: (_troupe_v1_TaskProgress__Output | null);
  'item'?: "snapshot"|"event"|"progress";
}
