// Original file: troupe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface StatResponse {
  'digest'?: (string);
  'size'?: (number | string | Long);
}

export interface StatResponse__Output {
  'digest': (string);
  'size': (number);
}
