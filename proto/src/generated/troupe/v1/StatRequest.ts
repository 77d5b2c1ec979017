// Original file: troupe/v1/artifact.proto


export interface StatRequest {
  'digest'?: (string);
}

export interface StatRequest__Output {
  'digest': (string);
}
