// Original file: troupe/v1/schedule.proto


export interface GetBackfillRequest {
  'backfillId'?: (string);
}

export interface GetBackfillRequest__Output {
  'backfillId': (string);
}
