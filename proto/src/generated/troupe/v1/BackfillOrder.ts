// Original file: troupe/v1/schedule.proto

export const BackfillOrder = {
  BACKFILL_ORDER_UNSPECIFIED: 'BACKFILL_ORDER_UNSPECIFIED',
  BACKFILL_ORDER_OLDEST: 'BACKFILL_ORDER_OLDEST',
  BACKFILL_ORDER_NEWEST: 'BACKFILL_ORDER_NEWEST',
} as const;

export type BackfillOrder =
  | 'BACKFILL_ORDER_UNSPECIFIED'
  | 0
  | 'BACKFILL_ORDER_OLDEST'
  | 1
  | 'BACKFILL_ORDER_NEWEST'
  | 2

export type BackfillOrder__Output = typeof BackfillOrder[keyof typeof BackfillOrder]
