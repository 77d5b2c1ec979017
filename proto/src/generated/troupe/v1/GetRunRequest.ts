// Original file: troupe/v1/run.proto


export interface GetRunRequest {
  'runId'?: (string);
  'pipeline'?: (string);
  'atLeast'?: (string);
}

export interface GetRunRequest__Output {
  'runId': (string);
  'pipeline': (string);
  'atLeast': (string);
}
