// Original file: troupe/v1/schedule.proto


export interface RerunBackfillRequest {
  'backfillId'?: (string);
}

export interface RerunBackfillRequest__Output {
  'backfillId': (string);
}
