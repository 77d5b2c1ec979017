// Original file: troupe/v1/schedule.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { BackfillOrder as _troupe_v1_BackfillOrder, BackfillOrder__Output as _troupe_v1_BackfillOrder__Output } from '../../troupe/v1/BackfillOrder.ts';

export interface CreateBackfillRequest {
  'pipeline'?: (string);
  'from'?: (_google_protobuf_Timestamp | null);
  'to'?: (_google_protobuf_Timestamp | null);
  'paramsJson'?: (string);
  'parallel'?: (number);
  'order'?: (_troupe_v1_BackfillOrder);
  'missingOnly'?: (boolean);
  'by'?: (string);
  'requestId'?: (string);
}

export interface CreateBackfillRequest__Output {
  'pipeline': (string);
  'from': (_google_protobuf_Timestamp__Output | null);
  'to': (_google_protobuf_Timestamp__Output | null);
  'paramsJson': (string);
  'parallel': (number);
  'order': (_troupe_v1_BackfillOrder__Output);
  'missingOnly': (boolean);
  'by': (string);
  'requestId': (string);
}
