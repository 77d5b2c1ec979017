// Original file: troupe/v1/run.proto

import type { Run as _troupe_v1_Run, Run__Output as _troupe_v1_Run__Output } from '../../troupe/v1/Run.ts';
import type { GridCell as _troupe_v1_GridCell, GridCell__Output as _troupe_v1_GridCell__Output } from '../../troupe/v1/GridCell.ts';

export interface GridRow {
  'run'?: (_troupe_v1_Run | null);
  'cells'?: (_troupe_v1_GridCell)[];
}

export interface GridRow__Output {
  'run': (_troupe_v1_Run__Output | null);
  'cells': (_troupe_v1_GridCell__Output)[];
}
