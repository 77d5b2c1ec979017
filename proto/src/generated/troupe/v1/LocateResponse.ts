// Original file: troupe/v1/artifact.proto


export interface LocateResponse {
  'url'?: (string);
  'headers'?: ({[key: string]: string});
}

export interface LocateResponse__Output {
  'url': (string);
  'headers': ({[key: string]: string});
}
