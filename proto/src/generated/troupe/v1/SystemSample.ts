// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { DeviceSample as _troupe_v1_DeviceSample, DeviceSample__Output as _troupe_v1_DeviceSample__Output } from '../../troupe/v1/DeviceSample.ts';
import type { Long } from '@grpc/proto-loader';

export interface SystemSample {
  'key'?: (_troupe_v1_AttemptKey | null);
  'atMs'?: (number | string | Long);
  'cpu'?: (number | string);
  'memoryBytes'?: (number | string | Long);
  'devices'?: (_troupe_v1_DeviceSample)[];
}

export interface SystemSample__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'atMs': (number);
  'cpu': (number);
  'memoryBytes': (number);
  'devices': (_troupe_v1_DeviceSample__Output)[];
}
