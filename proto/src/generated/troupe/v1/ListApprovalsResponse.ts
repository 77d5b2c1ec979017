// Original file: troupe/v1/approval.proto

import type { Approval as _troupe_v1_Approval, Approval__Output as _troupe_v1_Approval__Output } from '../../troupe/v1/Approval.ts';

export interface ListApprovalsResponse {
  'approvals'?: (_troupe_v1_Approval)[];
  'nextPageToken'?: (string);
}

export interface ListApprovalsResponse__Output {
  'approvals': (_troupe_v1_Approval__Output)[];
  'nextPageToken': (string);
}
