// Original file: troupe/v1/agent.proto


export interface WatchAgentsRequest {
  'pageSize'?: (number);
  'agentId'?: (string);
}

export interface WatchAgentsRequest__Output {
  'pageSize': (number);
  'agentId': (string);
}
