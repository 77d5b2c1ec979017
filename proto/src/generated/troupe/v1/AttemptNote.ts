// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from '../../troupe/v1/Checkpoint.ts';
import type { RuleFiring as _troupe_v1_RuleFiring, RuleFiring__Output as _troupe_v1_RuleFiring__Output } from '../../troupe/v1/RuleFiring.ts';

export interface AttemptNote {
  'key'?: (_troupe_v1_AttemptKey | null);
  'checkpoint'?: (_troupe_v1_Checkpoint | null);
  'fired'?: (_troupe_v1_RuleFiring)[];
}

export interface AttemptNote__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'checkpoint': (_troupe_v1_Checkpoint__Output | null);
  'fired': (_troupe_v1_RuleFiring__Output)[];
}
