// Original file: troupe/v1/session.proto

import type { Resources as _troupe_v1_Resources, Resources__Output as _troupe_v1_Resources__Output } from '../../troupe/v1/Resources.ts';
import type { Device as _troupe_v1_Device, Device__Output as _troupe_v1_Device__Output } from '../../troupe/v1/Device.ts';
import type { HeldAttempt as _troupe_v1_HeldAttempt, HeldAttempt__Output as _troupe_v1_HeldAttempt__Output } from '../../troupe/v1/HeldAttempt.ts';
import type { Long } from '@grpc/proto-loader';

export interface Hello {
  'agentId'?: (string);
  'incarnation'?: (string);
  'host'?: (string);
  'version'?: (string);
  'labels'?: ({[key: string]: string});
  'capacity'?: (_troupe_v1_Resources | null);
  'devices'?: (_troupe_v1_Device)[];
  'held'?: (_troupe_v1_HeldAttempt)[];
  'clusterId'?: (string);
  'termSeen'?: (number | string | Long);
  'draining'?: (boolean);
  'isolationTier'?: (number);
  'standingClaim'?: (boolean);
}

export interface Hello__Output {
  'agentId': (string);
  'incarnation': (string);
  'host': (string);
  'version': (string);
  'labels': ({[key: string]: string});
  'capacity': (_troupe_v1_Resources__Output | null);
  'devices': (_troupe_v1_Device__Output)[];
  'held': (_troupe_v1_HeldAttempt__Output)[];
  'clusterId': (string);
  'termSeen': (number);
  'draining': (boolean);
  'isolationTier': (number);
  'standingClaim': (boolean);
}
