// Original file: troupe/v1/artifact.proto

import type { ArtifactLink as _troupe_v1_ArtifactLink, ArtifactLink__Output as _troupe_v1_ArtifactLink__Output } from '../../troupe/v1/ArtifactLink.ts';

export interface ListArtifactsResponse {
  'artifacts'?: (_troupe_v1_ArtifactLink)[];
  'nextPageToken'?: (string);
}

export interface ListArtifactsResponse__Output {
  'artifacts': (_troupe_v1_ArtifactLink__Output)[];
  'nextPageToken': (string);
}
