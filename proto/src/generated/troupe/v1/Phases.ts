// Original file: troupe/v1/session.proto

import type { Long } from '@grpc/proto-loader';

export interface Phases {
  'offeredAtMs'?: (number | string | Long);
  'inputsAtMs'?: (number | string | Long);
  'runningAtMs'?: (number | string | Long);
  'outputsAtMs'?: (number | string | Long);
  'endedAtMs'?: (number | string | Long);
}

export interface Phases__Output {
  'offeredAtMs': (number);
  'inputsAtMs': (number);
  'runningAtMs': (number);
  'outputsAtMs': (number);
  'endedAtMs': (number);
}
