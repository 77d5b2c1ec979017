// Original file: troupe/v1/schedule.proto

import type { Backfill as _troupe_v1_Backfill, Backfill__Output as _troupe_v1_Backfill__Output } from '../../troupe/v1/Backfill.ts';

export interface ListBackfillsResponse {
  'backfills'?: (_troupe_v1_Backfill)[];
  'nextPageToken'?: (string);
}

export interface ListBackfillsResponse__Output {
  'backfills': (_troupe_v1_Backfill__Output)[];
  'nextPageToken': (string);
}
