// Original file: troupe/v1/run.proto


export interface MetricColumns {
  'task'?: (string);
  'attempt'?: (number);
  'name'?: (string);
  'steps'?: (Buffer | Uint8Array | string);
  'values'?: (Buffer | Uint8Array | string);
  'at'?: (Buffer | Uint8Array | string);
}

export interface MetricColumns__Output {
  'task': (string);
  'attempt': (number);
  'name': (string);
  'steps': (Buffer);
  'values': (Buffer);
  'at': (Buffer);
}
