// Original file: troupe/v1/run.proto

import type { Interval as _troupe_v1_Interval, Interval__Output as _troupe_v1_Interval__Output } from '../../troupe/v1/Interval.ts';

export interface CreateRunRequest {
  'pipeline'?: (string);
  'version'?: (string);
  'paramsJson'?: (string);
  'requestId'?: (string);
  'traceparent'?: (string);
  'interval'?: (_troupe_v1_Interval | null);
  'skipCache'?: (boolean);
  'priority'?: (number);
  '_priority'?: "priority";
}

export interface CreateRunRequest__Output {
  'pipeline': (string);
  'version': (string);
  'paramsJson': (string);
  'requestId': (string);
  'traceparent': (string);
  'interval': (_troupe_v1_Interval__Output | null);
  'skipCache': (boolean);
  'priority'?: (number);
  '_priority'?: "priority";
}
