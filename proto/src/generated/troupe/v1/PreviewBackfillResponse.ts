// Original file: troupe/v1/schedule.proto

import type { BackfillInterval as _troupe_v1_BackfillInterval, BackfillInterval__Output as _troupe_v1_BackfillInterval__Output } from '../../troupe/v1/BackfillInterval.ts';

export interface PreviewBackfillResponse {
  'intervals'?: (_troupe_v1_BackfillInterval)[];
  'total'?: (number);
  'succeededBefore'?: (number);
}

export interface PreviewBackfillResponse__Output {
  'intervals': (_troupe_v1_BackfillInterval__Output)[];
  'total': (number);
  'succeededBefore': (number);
}
