// Original file: troupe/v1/session.proto

import type { Long } from '@grpc/proto-loader';

export interface DeviceSample {
  'number'?: (number);
  'utilization'?: (number | string);
  'memoryBytes'?: (number | string | Long);
}

export interface DeviceSample__Output {
  'number': (number);
  'utilization': (number);
  'memoryBytes': (number);
}
