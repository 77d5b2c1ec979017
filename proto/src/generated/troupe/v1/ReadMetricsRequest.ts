// Original file: troupe/v1/run.proto


export interface ReadMetricsRequest {
  'runId'?: (string);
  'task'?: (string);
  'names'?: (string)[];
  'follow'?: (boolean);
  'cursor'?: (string);
  'columns'?: (boolean);
}

export interface ReadMetricsRequest__Output {
  'runId': (string);
  'task': (string);
  'names': (string)[];
  'follow': (boolean);
  'cursor': (string);
  'columns': (boolean);
}
