// Original file: troupe/v1/run.proto

import type { TaskOfRun as _troupe_v1_TaskOfRun, TaskOfRun__Output as _troupe_v1_TaskOfRun__Output } from '../../troupe/v1/TaskOfRun.ts';

export interface AgentNeed {
  'agentId'?: (string);
  'need'?: (string);
  'never'?: (boolean);
  'keptFor'?: (_troupe_v1_TaskOfRun | null);
}

export interface AgentNeed__Output {
  'agentId': (string);
  'need': (string);
  'never': (boolean);
  'keptFor': (_troupe_v1_TaskOfRun__Output | null);
}
