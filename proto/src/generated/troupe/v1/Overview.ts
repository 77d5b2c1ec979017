// Original file: troupe/v1/pipeline.proto

import type { PipelineSummary as _troupe_v1_PipelineSummary, PipelineSummary__Output as _troupe_v1_PipelineSummary__Output } from '../../troupe/v1/PipelineSummary.ts';
import type { RunBrief as _troupe_v1_RunBrief, RunBrief__Output as _troupe_v1_RunBrief__Output } from '../../troupe/v1/RunBrief.ts';
import type { WaitingCounts as _troupe_v1_WaitingCounts, WaitingCounts__Output as _troupe_v1_WaitingCounts__Output } from '../../troupe/v1/WaitingCounts.ts';

export interface Overview {
  'pipelines'?: (_troupe_v1_PipelineSummary)[];
  'failing'?: (_troupe_v1_RunBrief)[];
  'waiting'?: (_troupe_v1_WaitingCounts | null);
}

export interface Overview__Output {
  'pipelines': (_troupe_v1_PipelineSummary__Output)[];
  'failing': (_troupe_v1_RunBrief__Output)[];
  'waiting': (_troupe_v1_WaitingCounts__Output | null);
}
