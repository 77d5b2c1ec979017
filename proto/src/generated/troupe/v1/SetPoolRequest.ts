// Original file: troupe/v1/pool.proto


export interface SetPoolRequest {
  'name'?: (string);
  'slots'?: (number);
  'description'?: (string);
}

export interface SetPoolRequest__Output {
  'name': (string);
  'slots': (number);
  'description': (string);
}
