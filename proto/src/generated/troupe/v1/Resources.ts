// Original file: troupe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Resources {
  'millicpus'?: (number);
  'memoryBytes'?: (number | string | Long);
  'gpus'?: (number);
}

export interface Resources__Output {
  'millicpus': (number);
  'memoryBytes': (number);
  'gpus': (number);
}
