// Original file: troupe/v1/agent.proto


export interface ListAgentsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListAgentsRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
}
