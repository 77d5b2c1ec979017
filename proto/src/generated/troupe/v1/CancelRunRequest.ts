// Original file: troupe/v1/run.proto


export interface CancelRunRequest {
  'runId'?: (string);
  'reason'?: (string);
  'by'?: (string);
}

export interface CancelRunRequest__Output {
  'runId': (string);
  'reason': (string);
  'by': (string);
}
