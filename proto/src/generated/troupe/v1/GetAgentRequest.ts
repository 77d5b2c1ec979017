// Original file: troupe/v1/agent.proto


export interface GetAgentRequest {
  'agentId'?: (string);
}

export interface GetAgentRequest__Output {
  'agentId': (string);
}
