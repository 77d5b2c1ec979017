// Original file: troupe/v1/schedule.proto


export interface CancelBackfillRequest {
  'backfillId'?: (string);
  'reason'?: (string);
  'by'?: (string);
}

export interface CancelBackfillRequest__Output {
  'backfillId': (string);
  'reason': (string);
  'by': (string);
}
