// Original file: troupe/v1/schedule.proto

import type { BackfillInterval as _troupe_v1_BackfillInterval, BackfillInterval__Output as _troupe_v1_BackfillInterval__Output } from '../../troupe/v1/BackfillInterval.ts';

export interface ListBackfillIntervalsResponse {
  'intervals'?: (_troupe_v1_BackfillInterval)[];
  'nextPageToken'?: (string);
}

export interface ListBackfillIntervalsResponse__Output {
  'intervals': (_troupe_v1_BackfillInterval__Output)[];
  'nextPageToken': (string);
}
