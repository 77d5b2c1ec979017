// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { Long } from '@grpc/proto-loader';

export interface ProgressReport {
  'key'?: (_troupe_v1_AttemptKey | null);
  'fraction'?: (number | string);
  'message'?: (string);
  'atMs'?: (number | string | Long);
}

export interface ProgressReport__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'fraction': (number);
  'message': (string);
  'atMs': (number);
}
