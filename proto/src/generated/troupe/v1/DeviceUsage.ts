// Original file: troupe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface DeviceUsage {
  'uuid'?: (string);
  'utilization'?: (number | string);
  'memoryBytes'?: (number | string | Long);
}

export interface DeviceUsage__Output {
  'uuid': (string);
  'utilization': (number);
  'memoryBytes': (number);
}
