// Original file: troupe/v1/session.proto

import type { Device as _troupe_v1_Device, Device__Output as _troupe_v1_Device__Output } from '../../troupe/v1/Device.ts';

export interface DevicesChanged {
  'devices'?: (_troupe_v1_Device)[];
}

export interface DevicesChanged__Output {
  'devices': (_troupe_v1_Device__Output)[];
}
