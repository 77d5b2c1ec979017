// Original file: troupe/v1/pipeline.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface PipelineVersion {
  'version'?: (string);
  'generation'?: (number);
  'appliedAt'?: (_google_protobuf_Timestamp | null);
  'codeDigest'?: (string);
}

export interface PipelineVersion__Output {
  'version': (string);
  'generation': (number);
  'appliedAt': (_google_protobuf_Timestamp__Output | null);
  'codeDigest': (string);
}
