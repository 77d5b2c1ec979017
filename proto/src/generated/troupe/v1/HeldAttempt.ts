// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { HeldState as _troupe_v1_HeldState, HeldState__Output as _troupe_v1_HeldState__Output } from '../../troupe/v1/HeldState.ts';

export interface HeldAttempt {
  'key'?: (_troupe_v1_AttemptKey | null);
  'state'?: (_troupe_v1_HeldState);
}

export interface HeldAttempt__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'state': (_troupe_v1_HeldState__Output);
}
