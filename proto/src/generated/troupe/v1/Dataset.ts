// Original file: troupe/v1/dataset.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface _troupe_v1_Dataset_Skip {
  'at'?: (_google_protobuf_Timestamp | null);
  'dataset'?: (string);
  'revision'?: (number | string | Long);
  'code'?: (string);
  'message'?: (string);
}

export interface _troupe_v1_Dataset_Skip__Output {
  'at': (_google_protobuf_Timestamp__Output | null);
  'dataset': (string);
  'revision': (number);
  'code': (string);
  'message': (string);
}

export interface _troupe_v1_Dataset_Started {
  'pipeline'?: (string);
  'seen'?: (number | string | Long);
  'skips'?: (number | string | Long);
  'lastSkip'?: (_troupe_v1_Dataset_Skip | null);
}

export interface _troupe_v1_Dataset_Started__Output {
  'pipeline': (string);
  'seen': (number);
  'skips': (number);
  'lastSkip': (_troupe_v1_Dataset_Skip__Output | null);
}

export interface Dataset {
  'name'?: (string);
  'revision'?: (number | string | Long);
  'publishedAt'?: (_google_protobuf_Timestamp | null);
  'publishers'?: (string)[];
  'readers'?: (string)[];
  'started'?: (_troupe_v1_Dataset_Started)[];
}

export interface Dataset__Output {
  'name': (string);
  'revision': (number);
  'publishedAt': (_google_protobuf_Timestamp__Output | null);
  'publishers': (string)[];
  'readers': (string)[];
  'started': (_troupe_v1_Dataset_Started__Output)[];
}
