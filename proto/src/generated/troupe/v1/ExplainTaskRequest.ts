// Original file: troupe/v1/run.proto


export interface ExplainTaskRequest {
  'runId'?: (string);
  'task'?: (string);
}

export interface ExplainTaskRequest__Output {
  'runId': (string);
  'task': (string);
}
