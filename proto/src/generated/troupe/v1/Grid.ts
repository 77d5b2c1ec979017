// Original file: troupe/v1/run.proto

import type { GridColumn as _troupe_v1_GridColumn, GridColumn__Output as _troupe_v1_GridColumn__Output } from '../../troupe/v1/GridColumn.ts';
import type { GridRow as _troupe_v1_GridRow, GridRow__Output as _troupe_v1_GridRow__Output } from '../../troupe/v1/GridRow.ts';

export interface Grid {
  'columns'?: (_troupe_v1_GridColumn)[];
  'rows'?: (_troupe_v1_GridRow)[];
  'nextPageToken'?: (string);
}

export interface Grid__Output {
  'columns': (_troupe_v1_GridColumn__Output)[];
  'rows': (_troupe_v1_GridRow__Output)[];
  'nextPageToken': (string);
}
