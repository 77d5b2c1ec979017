// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { AttemptSpec as _troupe_v1_AttemptSpec, AttemptSpec__Output as _troupe_v1_AttemptSpec__Output } from '../../troupe/v1/AttemptSpec.ts';
import type { Long } from '@grpc/proto-loader';

export interface Offer {
  'key'?: (_troupe_v1_AttemptKey | null);
  'clusterId'?: (string);
  'term'?: (number | string | Long);
  'spec'?: (_troupe_v1_AttemptSpec | null);
}

export interface Offer__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'clusterId': (string);
  'term': (number);
  'spec': (_troupe_v1_AttemptSpec__Output | null);
}
