// Original file: troupe/v1/session.proto

import type { LogAck as _troupe_v1_LogAck, LogAck__Output as _troupe_v1_LogAck__Output } from '../../troupe/v1/LogAck.ts';
import type { MetricAck as _troupe_v1_MetricAck, MetricAck__Output as _troupe_v1_MetricAck__Output } from '../../troupe/v1/MetricAck.ts';

export interface TelemetryAck {
  'logs'?: (_troupe_v1_LogAck)[];
  'metrics'?: (_troupe_v1_MetricAck)[];
  'sealedRuns'?: (string)[];
  'heldMetrics'?: (_troupe_v1_MetricAck)[];
}

export interface TelemetryAck__Output {
  'logs': (_troupe_v1_LogAck__Output)[];
  'metrics': (_troupe_v1_MetricAck__Output)[];
  'sealedRuns': (string)[];
  'heldMetrics': (_troupe_v1_MetricAck__Output)[];
}
