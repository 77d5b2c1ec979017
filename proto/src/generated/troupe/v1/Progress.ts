// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Progress {
  'fraction'?: (number | string);
  'message'?: (string);
  'at'?: (_google_protobuf_Timestamp | null);
}

export interface Progress__Output {
  'fraction': (number);
  'message': (string);
  'at': (_google_protobuf_Timestamp__Output | null);
}
