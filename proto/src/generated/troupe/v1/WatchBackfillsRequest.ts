// Original file: troupe/v1/schedule.proto


export interface WatchBackfillsRequest {
  'pipeline'?: (string);
  'pageSize'?: (number);
  'backfillId'?: (string);
}

export interface WatchBackfillsRequest__Output {
  'pipeline': (string);
  'pageSize': (number);
  'backfillId': (string);
}
