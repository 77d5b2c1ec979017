// Original file: troupe/v1/approval.proto


export interface ListApprovalsRequest {
  'runId'?: (string);
  'pipeline'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListApprovalsRequest__Output {
  'runId': (string);
  'pipeline': (string);
  'pageSize': (number);
  'pageToken': (string);
}
