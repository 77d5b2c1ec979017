// Original file: troupe/v1/approval.proto


export interface WatchApprovalsRequest {
  'runId'?: (string);
  'pipeline'?: (string);
  'pageSize'?: (number);
}

export interface WatchApprovalsRequest__Output {
  'runId': (string);
  'pipeline': (string);
  'pageSize': (number);
}
