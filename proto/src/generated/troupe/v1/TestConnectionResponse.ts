// Original file: troupe/v1/notify.proto


export interface TestConnectionResponse {
  'kind'?: (string);
}

export interface TestConnectionResponse__Output {
  'kind': (string);
}
