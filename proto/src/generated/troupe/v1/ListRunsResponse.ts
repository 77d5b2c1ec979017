// Original file: troupe/v1/run.proto

import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from '../../troupe/v1/Run.ts';

export interface ListRunsResponse {
  'runs'?: (_troupe_v1_Run)[];
  'nextPageToken'?: (string);
}

export interface ListRunsResponse__Output {
  'runs': (_troupe_v1_Run__Output)[];
  'nextPageToken': (string);
}
