// Original file: troupe/v1/run.proto

import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from '../../troupe/v1/Run.ts';

export interface WatchRunsResponse {
  'runs'?: (_troupe_v1_Run)[];
  'missed'?: (boolean);
}

export interface WatchRunsResponse__Output {
  'runs': (_troupe_v1_Run__Output)[];
  'missed': (boolean);
}
