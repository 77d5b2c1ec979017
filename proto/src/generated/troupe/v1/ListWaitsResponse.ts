// Original file: troupe/v1/run.proto

import type { Wait as _troupe_v1_Wait, Wait__Output as _troupe_v1_Wait__Output } from '../../troupe/v1/Wait.ts';

export interface ListWaitsResponse {
  'waits'?: (_troupe_v1_Wait)[];
  'nextPageToken'?: (string);
}

export interface ListWaitsResponse__Output {
  'waits': (_troupe_v1_Wait__Output)[];
  'nextPageToken': (string);
}
