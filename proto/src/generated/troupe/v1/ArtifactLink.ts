// Original file: troupe/v1/artifact.proto

import type { ArtifactRole as _troupe_v1_ArtifactRole, ArtifactRole__Output as _troupe_v1_ArtifactRole__Output } from '../../troupe/v1/ArtifactRole.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface ArtifactLink {
  'digest'?: (string);
  'kind'?: (string);
  'size'?: (number | string | Long);
  'role'?: (_troupe_v1_ArtifactRole);
  'runId'?: (string);
  'pipeline'?: (string);
  'version'?: (string);
  'task'?: (string);
  'attempt'?: (number);
  'path'?: (string);
  'at'?: (_google_protobuf_Timestamp | null);
  'paramsJson'?: (string);
}

export interface ArtifactLink__Output {
  'digest': (string);
  'kind': (string);
  'size': (number);
  'role': (_troupe_v1_ArtifactRole__Output);
  'runId': (string);
  'pipeline': (string);
  'version': (string);
  'task': (string);
  'attempt': (number);
  'path': (string);
  'at': (_google_protobuf_Timestamp__Output | null);
  'paramsJson': (string);
}
