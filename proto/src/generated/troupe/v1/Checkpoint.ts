// Original file: troupe/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface Checkpoint {
  'kind'?: (string);
  'digest'?: (string);
  'size'?: (number | string | Long);
  'step'?: (number | string | Long);
  '_step'?: "step";
}

export interface Checkpoint__Output {
  'kind': (string);
  'digest': (string);
  'size': (number);
  'step'?: (number);
  '_step'?: "step";
}
