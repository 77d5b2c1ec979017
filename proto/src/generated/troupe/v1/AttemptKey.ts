// Original file: troupe/v1/session.proto


export interface AttemptKey {
  'runId'?: (string);
  'task'?: (string);
  'attempt'?: (number);
}

export interface AttemptKey__Output {
  'runId': (string);
  'task': (string);
  'attempt': (number);
}
