// Original file: troupe/v1/session.proto

import type { Long } from '@grpc/proto-loader';

export interface Beat {
  'sequence'?: (number | string | Long);
  'nonces'?: ({[key: string]: number | string | Long});
  'cpu'?: (number | string);
  'memory'?: (number | string);
  'running'?: (number);
}

export interface Beat__Output {
  'sequence': (number);
  'nonces': ({[key: string]: number});
  'cpu': (number);
  'memory': (number);
  'running': (number);
}
