// Original file: troupe/v1/schedule.proto

import type { BackfillState as _troupe_v1_BackfillState, BackfillState__Output as _troupe_v1_BackfillState__Output } from '../../troupe/v1/BackfillState.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { BackfillOrder as _troupe_v1_BackfillOrder, BackfillOrder__Output as _troupe_v1_BackfillOrder__Output } from '../../troupe/v1/BackfillOrder.ts';
import type { BackfillCounts as _troupe_v1_BackfillCounts, BackfillCounts__Output as _troupe_v1_BackfillCounts__Output } from '../../troupe/v1/BackfillCounts.ts';

export interface Backfill {
  'backfillId'?: (string);
  'pipeline'?: (string);
  'version'?: (string);
  'state'?: (_troupe_v1_BackfillState);
  'from'?: (_google_protobuf_Timestamp | null);
  'to'?: (_google_protobuf_Timestamp | null);
  'paramsJson'?: (string);
  'parallel'?: (number);
  'order'?: (_troupe_v1_BackfillOrder);
  'missingOnly'?: (boolean);
  'by'?: (string);
  'createdAt'?: (_google_protobuf_Timestamp | null);
  'endedAt'?: (_google_protobuf_Timestamp | null);
  'requestId'?: (string);
  'intervals'?: (_troupe_v1_BackfillCounts | null);
  'trouble'?: (string);
}

export interface Backfill__Output {
  'backfillId': (string);
  'pipeline': (string);
  'version': (string);
  'state': (_troupe_v1_BackfillState__Output);
  'from': (_google_protobuf_Timestamp__Output | null);
  'to': (_google_protobuf_Timestamp__Output | null);
  'paramsJson': (string);
  'parallel': (number);
  'order': (_troupe_v1_BackfillOrder__Output);
  'missingOnly': (boolean);
  'by': (string);
  'createdAt': (_google_protobuf_Timestamp__Output | null);
  'endedAt': (_google_protobuf_Timestamp__Output | null);
  'requestId': (string);
  'intervals': (_troupe_v1_BackfillCounts__Output | null);
  'trouble': (string);
}
