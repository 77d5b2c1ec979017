// Original file: troupe/v1/run.proto


export interface PrioritizeRunRequest {
  'runId'?: (string);
  'priority'?: (number);
}

export interface PrioritizeRunRequest__Output {
  'runId': (string);
  'priority': (number);
}
