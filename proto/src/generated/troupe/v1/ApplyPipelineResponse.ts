// Original file: troupe/v1/pipeline.proto

import type { Pipeline as _troupe_v1_Pipeline, Pipeline__Output as _troupe_v1_Pipeline__Output } from '../../troupe/v1/Pipeline.ts';

export interface ApplyPipelineResponse {
  'pipeline'?: (_troupe_v1_Pipeline | null);
  'changed'?: (boolean);
}

export interface ApplyPipelineResponse__Output {
  'pipeline': (_troupe_v1_Pipeline__Output | null);
  'changed': (boolean);
}
