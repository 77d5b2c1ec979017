// Original file: troupe/v1/schedule.proto

import type { Interval as _troupe_v1_Interval, Interval__Output as _troupe_v1_Interval__Output } from '../../troupe/v1/Interval.ts';
import type { IntervalState as _troupe_v1_IntervalState, IntervalState__Output as _troupe_v1_IntervalState__Output } from '../../troupe/v1/IntervalState.ts';

export interface BackfillInterval {
  'interval'?: (_troupe_v1_Interval | null);
  'state'?: (_troupe_v1_IntervalState);
  'runId'?: (string);
}

export interface BackfillInterval__Output {
  'interval': (_troupe_v1_Interval__Output | null);
  'state': (_troupe_v1_IntervalState__Output);
  'runId': (string);
}
