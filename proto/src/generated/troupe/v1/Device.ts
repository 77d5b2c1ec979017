// Original file: troupe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Device {
  'uuid'?: (string);
  'model'?: (string);
  'memoryBytes'?: (number | string | Long);
  'leasedTo'?: (string);
  'quarantined'?: (string);
}

export interface Device__Output {
  'uuid': (string);
  'model': (string);
  'memoryBytes': (number);
  'leasedTo': (string);
  'quarantined': (string);
}
