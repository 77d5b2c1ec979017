// Original file: troupe/v1/run.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface MetricPoint {
  'task'?: (string);
  'attempt'?: (number);
  'name'?: (string);
  'step'?: (number | string | Long);
  'value'?: (number | string);
  'at'?: (_google_protobuf_Timestamp | null);
  '_step'?: "step";
}

export interface MetricPoint__Output {
  'task': (string);
  'attempt': (number);
  'name': (string);
  'step'?: (number);
  'value': (number);
  'at': (_google_protobuf_Timestamp__Output | null);
  '_step'?: "step";
}
