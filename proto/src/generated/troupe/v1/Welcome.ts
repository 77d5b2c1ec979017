// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'clusterId'?: (string);
  'term'?: (number | string | Long);
  'beatIntervalMs'?: (number);
  'superseded'?: (_troupe_v1_AttemptKey)[];
}

export interface Welcome__Output {
  'clusterId': (string);
  'term': (number);
  'beatIntervalMs': (number);
  'superseded': (_troupe_v1_AttemptKey__Output)[];
}
