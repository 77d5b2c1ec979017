// Original file: troupe/v1/schedule.proto

export const Catchup = {
  CATCHUP_UNSPECIFIED: 'CATCHUP_UNSPECIFIED',
  CATCHUP_NONE: 'CATCHUP_NONE',
  CATCHUP_LATEST: 'CATCHUP_LATEST',
  CATCHUP_ALL: 'CATCHUP_ALL',
} as const;

export type Catchup =
  | 'CATCHUP_UNSPECIFIED'
  | 0
  | 'CATCHUP_NONE'
  | 1
  | 'CATCHUP_LATEST'
  | 2
  | 'CATCHUP_ALL'
  | 3

export type Catchup__Output = typeof Catchup[keyof typeof Catchup]
