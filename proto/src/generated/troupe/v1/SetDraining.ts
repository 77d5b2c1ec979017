// Original file: troupe/v1/session.proto


export interface SetDraining {
  'draining'?: (boolean);
}

export interface SetDraining__Output {
  'draining': (boolean);
}
