// Original file: troupe/v1/pipeline.proto

import type { Pipeline as _troupe_v1_Pipeline, Pipeline__Output as _troupe_v1_Pipeline__Output } from '../../troupe/v1/Pipeline.ts';

export interface ListPipelinesResponse {
  'pipelines'?: (_troupe_v1_Pipeline)[];
  'nextPageToken'?: (string);
}

export interface ListPipelinesResponse__Output {
  'pipelines': (_troupe_v1_Pipeline__Output)[];
  'nextPageToken': (string);
}
