// Original file: troupe/v1/dataset.proto

import type { Dataset as _troupe_v1_Dataset, Dataset__Output as _troupe_v1_Dataset__Output } from '../../troupe/v1/Dataset.ts';

export interface ListDatasetsResponse {
  'datasets'?: (_troupe_v1_Dataset)[];
  'nextPageToken'?: (string);
}

export interface ListDatasetsResponse__Output {
  'datasets': (_troupe_v1_Dataset__Output)[];
  'nextPageToken': (string);
}
