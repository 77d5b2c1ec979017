// Original file: troupe/v1/run.proto


export interface ListWaitsRequest {
  'runId'?: (string);
  'pipeline'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListWaitsRequest__Output {
  'runId': (string);
  'pipeline': (string);
  'pageSize': (number);
  'pageToken': (string);
}
