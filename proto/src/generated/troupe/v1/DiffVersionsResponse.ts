// Original file: troupe/v1/pipeline.proto


export interface DiffVersionsResponse {
  'from'?: (string);
  'to'?: (string);
  'changes'?: (string)[];
  'fromSpecJson'?: (string);
  'toSpecJson'?: (string);
}

export interface DiffVersionsResponse__Output {
  'from': (string);
  'to': (string);
  'changes': (string)[];
  'fromSpecJson': (string);
  'toSpecJson': (string);
}
