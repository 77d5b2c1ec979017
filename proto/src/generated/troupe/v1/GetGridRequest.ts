// Original file: troupe/v1/run.proto


export interface GetGridRequest {
  'pipeline'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface GetGridRequest__Output {
  'pipeline': (string);
  'pageSize': (number);
  'pageToken': (string);
}
