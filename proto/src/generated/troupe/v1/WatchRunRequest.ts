// Original file: troupe/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRunRequest {
  'runId'?: (string);
  'afterSequence'?: (number | string | Long);
  'runOnly'?: (boolean);
}

export interface WatchRunRequest__Output {
  'runId': (string);
  'afterSequence': (number);
  'runOnly': (boolean);
}
