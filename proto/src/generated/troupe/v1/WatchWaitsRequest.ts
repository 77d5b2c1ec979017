// Original file: troupe/v1/run.proto


export interface WatchWaitsRequest {
  'runId'?: (string);
  'pipeline'?: (string);
  'pageSize'?: (number);
}

export interface WatchWaitsRequest__Output {
  'runId': (string);
  'pipeline': (string);
  'pageSize': (number);
}
