// Original file: troupe/v1/schedule.proto

import type { Schedule as _troupe_v1_Schedule, Schedule__Output as _troupe_v1_Schedule__Output } from '../../troupe/v1/Schedule.ts';

export interface ListSchedulesResponse {
  'schedules'?: (_troupe_v1_Schedule)[];
  'nextPageToken'?: (string);
}

export interface ListSchedulesResponse__Output {
  'schedules': (_troupe_v1_Schedule__Output)[];
  'nextPageToken': (string);
}
