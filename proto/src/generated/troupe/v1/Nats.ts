// Original file: troupe/v1/cluster.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Nats {
  'connected'?: (boolean);
  'server'?: (string);
  'version'?: (string);
  'since'?: (_google_protobuf_Timestamp | null);
}

export interface Nats__Output {
  'connected': (boolean);
  'server': (string);
  'version': (string);
  'since': (_google_protobuf_Timestamp__Output | null);
}
