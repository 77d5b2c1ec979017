// Original file: troupe/v1/pipeline.proto

import type { PipelineVersion as _troupe_v1_PipelineVersion, PipelineVersion__Output as _troupe_v1_PipelineVersion__Output } from '../../troupe/v1/PipelineVersion.ts';

export interface ListVersionsResponse {
  'versions'?: (_troupe_v1_PipelineVersion)[];
  'nextPageToken'?: (string);
}

export interface ListVersionsResponse__Output {
  'versions': (_troupe_v1_PipelineVersion__Output)[];
  'nextPageToken': (string);
}
