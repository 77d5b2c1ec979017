// Original file: troupe/v1/session.proto

import type { CoordinatorMessage as _troupe_v1_CoordinatorMessage, CoordinatorMessage__Output as _troupe_v1_CoordinatorMessage__Output } from '../../troupe/v1/CoordinatorMessage.ts';

export interface CoordinatorBatch {
  'messages'?: (_troupe_v1_CoordinatorMessage)[];
}

export interface CoordinatorBatch__Output {
  'messages': (_troupe_v1_CoordinatorMessage__Output)[];
}
