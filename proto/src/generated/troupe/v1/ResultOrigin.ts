// Original file: troupe/v1/run.proto


export interface ResultOrigin {
  'kind'?: (string);
  'runId'?: (string);
  'task'?: (string);
  'by'?: (string);
  'reason'?: (string);
}

export interface ResultOrigin__Output {
  'kind': (string);
  'runId': (string);
  'task': (string);
  'by': (string);
  'reason': (string);
}
