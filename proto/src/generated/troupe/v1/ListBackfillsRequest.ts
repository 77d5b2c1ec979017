// Original file: troupe/v1/schedule.proto


export interface ListBackfillsRequest {
  'pipeline'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListBackfillsRequest__Output {
  'pipeline': (string);
  'pageSize': (number);
  'pageToken': (string);
}
