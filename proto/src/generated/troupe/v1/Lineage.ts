// Original file: troupe/v1/artifact.proto

import type { ArtifactLink as _troupe_v1_ArtifactLink, ArtifactLink__Output as _troupe_v1_ArtifactLink__Output } from '../../troupe/v1/ArtifactLink.ts';
import type { Long } from '@grpc/proto-loader';

export interface Lineage {
  'digest'?: (string);
  'kind'?: (string);
  'name'?: (string);
  'size'?: (number | string | Long);
  'stored'?: (boolean);
  'madeBy'?: (_troupe_v1_ArtifactLink)[];
  'usedBy'?: (_troupe_v1_ArtifactLink)[];
  'nextPageToken'?: (string);
}

export interface Lineage__Output {
  'digest': (string);
  'kind': (string);
  'name': (string);
  'size': (number);
  'stored': (boolean);
  'madeBy': (_troupe_v1_ArtifactLink__Output)[];
  'usedBy': (_troupe_v1_ArtifactLink__Output)[];
  'nextPageToken': (string);
}
