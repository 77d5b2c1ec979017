// Original file: troupe/v1/run.proto

import type { TaskOfRun as _troupe_v1_TaskOfRun, TaskOfRun__Output as _troupe_v1_TaskOfRun__Output } from '../../troupe/v1/TaskOfRun.ts';

export interface FullLimit {
  'kind'?: (string);
  'name'?: (string);
  'amount'?: (number);
  'limit'?: (number);
  'used'?: (number);
  'holders'?: (_troupe_v1_TaskOfRun)[];
  'moreHolders'?: (number);
  'keptFor'?: (_troupe_v1_TaskOfRun | null);
  '_limit'?: "limit";
}

export interface FullLimit__Output {
  'kind': (string);
  'name': (string);
  'amount': (number);
  'limit'?: (number);
  'used': (number);
  'holders': (_troupe_v1_TaskOfRun__Output)[];
  'moreHolders': (number);
  'keptFor': (_troupe_v1_TaskOfRun__Output | null);
  '_limit'?: "limit";
}
