// Original file: troupe/v1/agent.proto

import type { DeviceUsage as _troupe_v1_DeviceUsage, DeviceUsage__Output as _troupe_v1_DeviceUsage__Output } from '../../troupe/v1/DeviceUsage.ts';
import type { Long } from '@grpc/proto-loader';

export interface AgentUsage {
  'cpu'?: (number | string);
  'memoryBytes'?: (number | string | Long);
  'memoryTotalBytes'?: (number | string | Long);
  'devices'?: (_troupe_v1_DeviceUsage)[];
}

export interface AgentUsage__Output {
  'cpu': (number);
  'memoryBytes': (number);
  'memoryTotalBytes': (number);
  'devices': (_troupe_v1_DeviceUsage__Output)[];
}
