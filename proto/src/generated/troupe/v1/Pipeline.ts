// Original file: troupe/v1/pipeline.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Pipeline {
  'name'?: (string);
  'version'?: (string);
  'specJson'?: (string);
  'codeDigest'?: (string);
  'appliedAt'?: (_google_protobuf_Timestamp | null);
  'generation'?: (number);
  'description'?: (string);
}

export interface Pipeline__Output {
  'name': (string);
  'version': (string);
  'specJson': (string);
  'codeDigest': (string);
  'appliedAt': (_google_protobuf_Timestamp__Output | null);
  'generation': (number);
  'description': (string);
}
