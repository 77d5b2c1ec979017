// Original file: troupe/v1/pool.proto


export interface Pool {
  'name'?: (string);
  'slots'?: (number);
  'description'?: (string);
  'used'?: (number);
  'waiting'?: (number);
  '_used'?: "used";
  '_waiting'?: "waiting";
}

export interface Pool__Output {
  'name': (string);
  'slots': (number);
  'description': (string);
  'used'?: (number);
  'waiting'?: (number);
  '_used'?: "used";
  '_waiting'?: "waiting";
}
