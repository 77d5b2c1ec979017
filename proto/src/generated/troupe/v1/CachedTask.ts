// Original file: troupe/v1/pipeline.proto


export interface CachedTask {
  'task'?: (string);
  'runId'?: (string);
}

export interface CachedTask__Output {
  'task': (string);
  'runId': (string);
}
