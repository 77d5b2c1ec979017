// Original file: troupe/v1/run.proto

import type { MetricPoint as _troupe_v1_MetricPoint, MetricPoint__Output as _troupe_v1_MetricPoint__Output } from '../../troupe/v1/MetricPoint.ts';
import type { MetricColumns as _troupe_v1_MetricColumns, MetricColumns__Output as _troupe_v1_MetricColumns__Output } from '../../troupe/v1/MetricColumns.ts';

export interface ReadMetricsResponse {
  'points'?: (_troupe_v1_MetricPoint)[];
  'cursor'?: (string);
  'columns'?: (_troupe_v1_MetricColumns)[];
}

export interface ReadMetricsResponse__Output {
  'points': (_troupe_v1_MetricPoint__Output)[];
  'cursor': (string);
  'columns': (_troupe_v1_MetricColumns__Output)[];
}
