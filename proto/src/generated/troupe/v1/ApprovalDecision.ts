// Original file: troupe/v1/approval.proto

export const ApprovalDecision = {
  APPROVAL_DECISION_UNSPECIFIED: 'APPROVAL_DECISION_UNSPECIFIED',
  APPROVAL_DECISION_APPROVED: 'APPROVAL_DECISION_APPROVED',
  APPROVAL_DECISION_REJECTED: 'APPROVAL_DECISION_REJECTED',
} as const;

export type ApprovalDecision =
  | 'APPROVAL_DECISION_UNSPECIFIED'
  | 0
  | 'APPROVAL_DECISION_APPROVED'
  | 1
  | 'APPROVAL_DECISION_REJECTED'
  | 2

export type ApprovalDecision__Output = typeof ApprovalDecision[keyof typeof ApprovalDecision]
