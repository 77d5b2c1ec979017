// Original file: troupe/v1/artifact.proto


export interface GetLineageRequest {
  'digest'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface GetLineageRequest__Output {
  'digest': (string);
  'pageSize': (number);
  'pageToken': (string);
}
