// Original file: troupe/v1/artifact.proto


export interface ListArtifactsRequest {
  'runId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListArtifactsRequest__Output {
  'runId': (string);
  'pageSize': (number);
  'pageToken': (string);
}
