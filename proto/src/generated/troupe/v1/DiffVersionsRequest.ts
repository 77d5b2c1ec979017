// Original file: troupe/v1/pipeline.proto


export interface DiffVersionsRequest {
  'pipeline'?: (string);
  'from'?: (string);
  'to'?: (string);
}

export interface DiffVersionsRequest__Output {
  'pipeline': (string);
  'from': (string);
  'to': (string);
}
