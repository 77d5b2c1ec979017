// Original file: troupe/v1/cluster.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface RemovedVersion {
  'pipeline'?: (string);
  'version'?: (string);
  'appliedAt'?: (_google_protobuf_Timestamp | null);
}

export interface RemovedVersion__Output {
  'pipeline': (string);
  'version': (string);
  'appliedAt': (_google_protobuf_Timestamp__Output | null);
}
