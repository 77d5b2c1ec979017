// Original file: troupe/v1/run.proto


export interface CreateRunRequest {
  'pipeline'?: (string);
  'version'?: (string);
  'paramsJson'?: (string);
  'requestId'?: (string);
  'traceparent'?: (string);
}

export interface CreateRunRequest__Output {
  'pipeline': (string);
  'version': (string);
  'paramsJson': (string);
  'requestId': (string);
  'traceparent': (string);
}
