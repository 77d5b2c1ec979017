// Original file: troupe/v1/cluster.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface Coordinator {
  'name'?: (string);
  'address'?: (string);
  'httpUrl'?: (string);
  'version'?: (string);
  'term'?: (number | string | Long);
  'since'?: (_google_protobuf_Timestamp | null);
  'startedAt'?: (_google_protobuf_Timestamp | null);
  'silentS'?: (number);
}

export interface Coordinator__Output {
  'name': (string);
  'address': (string);
  'httpUrl': (string);
  'version': (string);
  'term': (number);
  'since': (_google_protobuf_Timestamp__Output | null);
  'startedAt': (_google_protobuf_Timestamp__Output | null);
  'silentS': (number);
}
