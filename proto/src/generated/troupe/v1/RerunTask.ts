// Original file: troupe/v1/run.proto


export interface RerunTask {
  'task'?: (string);
  'because'?: (string);
}

export interface RerunTask__Output {
  'task': (string);
  'because': (string);
}
