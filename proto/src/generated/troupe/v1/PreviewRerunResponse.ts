// Original file: troupe/v1/run.proto

import type { RerunTask as _troupe_v1_RerunTask, RerunTask__Output as _troupe_v1_RerunTask__Output } from '../../troupe/v1/RerunTask.ts';

export interface PreviewRerunResponse {
  'runId'?: (string);
  'version'?: (string);
  'again'?: (_troupe_v1_RerunTask)[];
  'againCount'?: (number);
  'keptCount'?: (number);
}

export interface PreviewRerunResponse__Output {
  'runId': (string);
  'version': (string);
  'again': (_troupe_v1_RerunTask__Output)[];
  'againCount': (number);
  'keptCount': (number);
}
