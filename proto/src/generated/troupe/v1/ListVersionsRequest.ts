// Original file: troupe/v1/pipeline.proto


export interface ListVersionsRequest {
  'pipeline'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListVersionsRequest__Output {
  'pipeline': (string);
  'pageSize': (number);
  'pageToken': (string);
}
