// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface RuleFiring {
  'rule'?: (number);
  'action'?: (string);
  'metric'?: (string);
  'value'?: (number | string);
  'step'?: (number | string | Long);
  'at'?: (_google_protobuf_Timestamp | null);
  'message'?: (string);
  '_step'?: "step";
}

export interface RuleFiring__Output {
  'rule': (number);
  'action': (string);
  'metric': (string);
  'value': (number);
  'step'?: (number);
  'at': (_google_protobuf_Timestamp__Output | null);
  'message': (string);
  '_step'?: "step";
}
