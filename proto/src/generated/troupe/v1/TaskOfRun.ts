// Original file: troupe/v1/run.proto


export interface TaskOfRun {
  'runId'?: (string);
  'task'?: (string);
}

export interface TaskOfRun__Output {
  'runId': (string);
  'task': (string);
}
