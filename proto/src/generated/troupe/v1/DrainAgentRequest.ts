// Original file: troupe/v1/agent.proto


export interface DrainAgentRequest {
  'agentId'?: (string);
  'resume'?: (boolean);
}

export interface DrainAgentRequest__Output {
  'agentId': (string);
  'resume': (boolean);
}
