// Original file: troupe/v1/schedule.proto


export interface ListBackfillIntervalsRequest {
  'backfillId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListBackfillIntervalsRequest__Output {
  'backfillId': (string);
  'pageSize': (number);
  'pageToken': (string);
}
