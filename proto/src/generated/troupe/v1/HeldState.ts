// Original file: troupe/v1/session.proto

export const HeldState = {
  HELD_STATE_UNSPECIFIED: 'HELD_STATE_UNSPECIFIED',
  HELD_STATE_PREPARING: 'HELD_STATE_PREPARING',
  HELD_STATE_RUNNING: 'HELD_STATE_RUNNING',
  HELD_STATE_ENDED: 'HELD_STATE_ENDED',
} as const;

export type HeldState =
  | 'HELD_STATE_UNSPECIFIED'
  | 0
  | 'HELD_STATE_PREPARING'
  | 1
  | 'HELD_STATE_RUNNING'
  | 2
  | 'HELD_STATE_ENDED'
  | 3

export type HeldState__Output = typeof HeldState[keyof typeof HeldState]
