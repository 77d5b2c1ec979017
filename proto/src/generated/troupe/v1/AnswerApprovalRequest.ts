// Original file: troupe/v1/approval.proto

import type { ApprovalDecision as _troupe_v1_ApprovalDecision, ApprovalDecision__Output as _troupe_v1_ApprovalDecision__Output } from '../../troupe/v1/ApprovalDecision.ts';

export interface AnswerApprovalRequest {
  'runId'?: (string);
  'task'?: (string);
  'decision'?: (_troupe_v1_ApprovalDecision);
  'by'?: (string);
  'reason'?: (string);
}

export interface AnswerApprovalRequest__Output {
  'runId': (string);
  'task': (string);
  'decision': (_troupe_v1_ApprovalDecision__Output);
  'by': (string);
  'reason': (string);
}
