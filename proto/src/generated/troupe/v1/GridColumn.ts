// Original file: troupe/v1/run.proto

import type { GridScope as _troupe_v1_GridScope, GridScope__Output as _troupe_v1_GridScope__Output } from '../../troupe/v1/GridScope.ts';

export interface GridColumn {
  'node'?: (string);
  'step'?: (string);
  'around'?: (_troupe_v1_GridScope)[];
}

export interface GridColumn__Output {
  'node': (string);
  'step': (string);
  'around': (_troupe_v1_GridScope__Output)[];
}
