// Original file: troupe/v1/cluster.proto

import type { RemovedRun as _troupe_v1_RemovedRun, RemovedRun__Output as _troupe_v1_RemovedRun__Output } from '../../troupe/v1/RemovedRun.ts';
import type { RemovedVersion as _troupe_v1_RemovedVersion, RemovedVersion__Output as _troupe_v1_RemovedVersion__Output } from '../../troupe/v1/RemovedVersion.ts';

export interface PruneRunsResponse {
  'runs'?: (_troupe_v1_RemovedRun)[];
  'runCount'?: (number);
  'left'?: (number);
  'spared'?: ({[key: string]: number});
  'results'?: (number);
  'versions'?: (_troupe_v1_RemovedVersion)[];
  'versionCount'?: (number);
}

export interface PruneRunsResponse__Output {
  'runs': (_troupe_v1_RemovedRun__Output)[];
  'runCount': (number);
  'left': (number);
  'spared': ({[key: string]: number});
  'results': (number);
  'versions': (_troupe_v1_RemovedVersion__Output)[];
  'versionCount': (number);
}
