// Original file: troupe/v1/run.proto


export interface ReleaseRunRequest {
  'runId'?: (string);
}

export interface ReleaseRunRequest__Output {
  'runId': (string);
}
