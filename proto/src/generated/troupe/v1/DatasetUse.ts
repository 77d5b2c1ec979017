// Original file: troupe/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface DatasetUse {
  'dataset'?: (string);
  'revision'?: (number | string | Long);
  'task'?: (string);
}

export interface DatasetUse__Output {
  'dataset': (string);
  'revision': (number);
  'task': (string);
}
