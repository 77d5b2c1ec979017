// Original file: troupe/v1/run.proto

import type { Progress as _troupe_v1_Progress, Progress__Output as _troupe_v1_Progress__Output } from '../../troupe/v1/Progress.ts';

export interface TaskProgress {
  'task'?: (string);
  'progress'?: (_troupe_v1_Progress | null);
}

export interface TaskProgress__Output {
  'task': (string);
  'progress': (_troupe_v1_Progress__Output | null);
}
