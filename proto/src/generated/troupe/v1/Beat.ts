// Original file: troupe/v1/session.proto

import type { DeviceUsage as _troupe_v1_DeviceUsage, DeviceUsage__Output as _troupe_v1_DeviceUsage__Output } from '../../troupe/v1/DeviceUsage.ts';
import type { Long } from '@grpc/proto-loader';

export interface Beat {
  'sequence'?: (number | string | Long);
  'nonces'?: ({[key: string]: number | string | Long});
  'cpu'?: (number | string);
  'memory'?: (number | string);
  'running'?: (number);
  'memoryTotalBytes'?: (number | string | Long);
  'devices'?: (_troupe_v1_DeviceUsage)[];
}

export interface Beat__Output {
  'sequence': (number);
  'nonces': ({[key: string]: number});
  'cpu': (number);
  'memory': (number);
  'running': (number);
  'memoryTotalBytes': (number);
  'devices': (_troupe_v1_DeviceUsage__Output)[];
}
