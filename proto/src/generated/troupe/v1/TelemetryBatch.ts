// Original file: troupe/v1/session.proto

import type { LogChunk as _troupe_v1_LogChunk, LogChunk__Output as _troupe_v1_LogChunk__Output } from '../../troupe/v1/LogChunk.ts';
import type { MetricReport as _troupe_v1_MetricReport, MetricReport__Output as _troupe_v1_MetricReport__Output } from '../../troupe/v1/MetricReport.ts';
import type { ProgressReport as _troupe_v1_ProgressReport, ProgressReport__Output as _troupe_v1_ProgressReport__Output } from '../../troupe/v1/ProgressReport.ts';
import type { LogAck as _troupe_v1_LogAck, LogAck__Output as _troupe_v1_LogAck__Output } from '../../troupe/v1/LogAck.ts';
import type { MetricAck as _troupe_v1_MetricAck, MetricAck__Output as _troupe_v1_MetricAck__Output } from '../../troupe/v1/MetricAck.ts';
import type { SystemSample as _troupe_v1_SystemSample, SystemSample__Output as _troupe_v1_SystemSample__Output } from '../../troupe/v1/SystemSample.ts';

export interface TelemetryBatch {
  'agentId'?: (string);
  'chunks'?: (_troupe_v1_LogChunk)[];
  'metrics'?: (_troupe_v1_MetricReport)[];
  'progress'?: (_troupe_v1_ProgressReport)[];
  'held'?: (_troupe_v1_LogAck)[];
  'heldMetrics'?: (_troupe_v1_MetricAck)[];
  'samples'?: (_troupe_v1_SystemSample)[];
}

export interface TelemetryBatch__Output {
  'agentId': (string);
  'chunks': (_troupe_v1_LogChunk__Output)[];
  'metrics': (_troupe_v1_MetricReport__Output)[];
  'progress': (_troupe_v1_ProgressReport__Output)[];
  'held': (_troupe_v1_LogAck__Output)[];
  'heldMetrics': (_troupe_v1_MetricAck__Output)[];
  'samples': (_troupe_v1_SystemSample__Output)[];
}
