// Original file: troupe/v1/cluster.proto

export const StoreState = {
  STORE_STATE_UNSPECIFIED: 'STORE_STATE_UNSPECIFIED',
  STORE_STATE_OK: 'STORE_STATE_OK',
  STORE_STATE_FILLING: 'STORE_STATE_FILLING',
  STORE_STATE_FULL: 'STORE_STATE_FULL',
  STORE_STATE_UNREACHABLE: 'STORE_STATE_UNREACHABLE',
} as const;

export type StoreState =
  | 'STORE_STATE_UNSPECIFIED'
  | 0
  | 'STORE_STATE_OK'
  | 1
  | 'STORE_STATE_FILLING'
  | 2
  | 'STORE_STATE_FULL'
  | 3
  | 'STORE_STATE_UNREACHABLE'
  | 4

export type StoreState__Output = typeof StoreState[keyof typeof StoreState]
