// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';

export interface CancelAttempt {
  'key'?: (_troupe_v1_AttemptKey | null);
  'reason'?: (string);
}

export interface CancelAttempt__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'reason': (string);
}
