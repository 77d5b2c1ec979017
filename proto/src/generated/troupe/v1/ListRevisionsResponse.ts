// Original file: troupe/v1/dataset.proto

import type { DatasetRevision as _troupe_v1_DatasetRevision, DatasetRevision__Output as _troupe_v1_DatasetRevision__Output } from '../../troupe/v1/DatasetRevision.ts';

export interface ListRevisionsResponse {
  'revisions'?: (_troupe_v1_DatasetRevision)[];
  'nextPageToken'?: (string);
}

export interface ListRevisionsResponse__Output {
  'revisions': (_troupe_v1_DatasetRevision__Output)[];
  'nextPageToken': (string);
}
