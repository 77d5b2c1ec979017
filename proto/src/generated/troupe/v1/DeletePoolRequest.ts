// Original file: troupe/v1/pool.proto


export interface DeletePoolRequest {
  'name'?: (string);
}

export interface DeletePoolRequest__Output {
  'name': (string);
}
