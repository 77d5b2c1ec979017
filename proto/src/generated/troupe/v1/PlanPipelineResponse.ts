// Original file: troupe/v1/pipeline.proto

import type { PlannedSchedule as _troupe_v1_PlannedSchedule, PlannedSchedule__Output as _troupe_v1_PlannedSchedule__Output } from '../../troupe/v1/PlannedSchedule.ts';
import type { CachedTask as _troupe_v1_CachedTask, CachedTask__Output as _troupe_v1_CachedTask__Output } from '../../troupe/v1/CachedTask.ts';

export interface PlanPipelineResponse {
  'version'?: (string);
  'currentVersion'?: (string);
  'changes'?: (string)[];
  'warnings'?: (string)[];
  'steps'?: (number);
  'schedule'?: (_troupe_v1_PlannedSchedule | null);
  'cached'?: (_troupe_v1_CachedTask)[];
}

export interface PlanPipelineResponse__Output {
  'version': (string);
  'currentVersion': (string);
  'changes': (string)[];
  'warnings': (string)[];
  'steps': (number);
  'schedule': (_troupe_v1_PlannedSchedule__Output | null);
  'cached': (_troupe_v1_CachedTask__Output)[];
}
