// Original file: troupe/v1/agent.proto


export interface RunningAttempt {
  'runId'?: (string);
  'task'?: (string);
  'attempt'?: (number);
}

export interface RunningAttempt__Output {
  'runId': (string);
  'task': (string);
  'attempt': (number);
}
