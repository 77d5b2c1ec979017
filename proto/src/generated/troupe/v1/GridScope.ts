// Original file: troupe/v1/run.proto


export interface GridScope {
  'node'?: (string);
  'kind'?: (string);
  'arm'?: (string);
}

export interface GridScope__Output {
  'node': (string);
  'kind': (string);
  'arm': (string);
}
