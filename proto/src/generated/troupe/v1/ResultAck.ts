// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';

export interface ResultAck {
  'key'?: (_troupe_v1_AttemptKey | null);
}

export interface ResultAck__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
}
