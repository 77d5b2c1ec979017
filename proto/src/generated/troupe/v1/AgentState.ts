// Original file: troupe/v1/agent.proto

export const AgentState = {
  AGENT_STATE_UNSPECIFIED: 'AGENT_STATE_UNSPECIFIED',
  AGENT_STATE_READY: 'AGENT_STATE_READY',
  AGENT_STATE_DRAINING: 'AGENT_STATE_DRAINING',
  AGENT_STATE_SILENT: 'AGENT_STATE_SILENT',
  AGENT_STATE_GONE: 'AGENT_STATE_GONE',
  AGENT_STATE_DEAF: 'AGENT_STATE_DEAF',
} as const;

export type AgentState =
  | 'AGENT_STATE_UNSPECIFIED'
  | 0
  | 'AGENT_STATE_READY'
  | 1
  | 'AGENT_STATE_DRAINING'
  | 2
  | 'AGENT_STATE_SILENT'
  | 3
  | 'AGENT_STATE_GONE'
  | 4
  | 'AGENT_STATE_DEAF'
  | 5

export type AgentState__Output = typeof AgentState[keyof typeof AgentState]
