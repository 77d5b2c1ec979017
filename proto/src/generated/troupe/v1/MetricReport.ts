// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { Long } from '@grpc/proto-loader';

export interface MetricReport {
  'key'?: (_troupe_v1_AttemptKey | null);
  'sequence'?: (number | string | Long);
  'name'?: (string);
  'step'?: (number | string | Long);
  'value'?: (number | string);
  'atMs'?: (number | string | Long);
  '_step'?: "step";
}

export interface MetricReport__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'sequence': (number);
  'name': (string);
  'step'?: (number);
  'value': (number);
  'atMs': (number);
  '_step'?: "step";
}
