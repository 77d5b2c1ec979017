// Original file: troupe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface LocateRequest {
  'digest'?: (string);
  'toWrite'?: (boolean);
  'size'?: (number | string | Long);
}

export interface LocateRequest__Output {
  'digest': (string);
  'toWrite': (boolean);
  'size': (number);
}
