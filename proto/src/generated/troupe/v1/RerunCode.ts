// Original file: troupe/v1/run.proto

export const RerunCode = {
  RERUN_CODE_UNSPECIFIED: 'RERUN_CODE_UNSPECIFIED',
  RERUN_CODE_SAME: 'RERUN_CODE_SAME',
  RERUN_CODE_CURRENT: 'RERUN_CODE_CURRENT',
} as const;

export type RerunCode =
  | 'RERUN_CODE_UNSPECIFIED'
  | 0
  | 'RERUN_CODE_SAME'
  | 1
  | 'RERUN_CODE_CURRENT'
  | 2

export type RerunCode__Output = typeof RerunCode[keyof typeof RerunCode]
