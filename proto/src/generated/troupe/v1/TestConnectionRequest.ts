// Original file: troupe/v1/notify.proto


export interface TestConnectionRequest {
  'connection'?: (string);
  'to'?: (string)[];
}

export interface TestConnectionRequest__Output {
  'connection': (string);
  'to': (string)[];
}
