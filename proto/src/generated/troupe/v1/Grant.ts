// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { Long } from '@grpc/proto-loader';

export interface Grant {
  'key'?: (_troupe_v1_AttemptKey | null);
  'term'?: (number | string | Long);
}

export interface Grant__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'term': (number);
}
