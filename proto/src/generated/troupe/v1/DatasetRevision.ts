// Original file: troupe/v1/dataset.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface _troupe_v1_DatasetRevision_Producer {
  'runId'?: (string);
  'pipeline'?: (string);
  'task'?: (string);
}

export interface _troupe_v1_DatasetRevision_Producer__Output {
  'runId': (string);
  'pipeline': (string);
  'task': (string);
}

export interface DatasetRevision {
  'dataset'?: (string);
  'revision'?: (number | string | Long);
  'valueJson'?: (string);
  'publishedAt'?: (_google_protobuf_Timestamp | null);
  'producer'?: (_troupe_v1_DatasetRevision_Producer | null);
}

export interface DatasetRevision__Output {
  'dataset': (string);
  'revision': (number);
  'valueJson': (string);
  'publishedAt': (_google_protobuf_Timestamp__Output | null);
  'producer': (_troupe_v1_DatasetRevision_Producer__Output | null);
}
