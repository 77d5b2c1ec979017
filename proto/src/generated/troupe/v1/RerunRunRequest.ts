// Original file: troupe/v1/run.proto

import type { RerunCode as _troupe_v1_RerunCode, RerunCode__Output as _troupe_v1_RerunCode__Output } from '../../troupe/v1/RerunCode.ts';

export interface RerunRunRequest {
  'runId'?: (string);
  'from'?: (string)[];
  'only'?: (boolean);
  'whole'?: (boolean);
  'code'?: (_troupe_v1_RerunCode);
  'marksJson'?: ({[key: string]: string});
  'reason'?: (string);
  'by'?: (string);
  'requestId'?: (string);
  'traceparent'?: (string);
}

export interface RerunRunRequest__Output {
  'runId': (string);
  'from': (string)[];
  'only': (boolean);
  'whole': (boolean);
  'code': (_troupe_v1_RerunCode__Output);
  'marksJson': ({[key: string]: string});
  'reason': (string);
  'by': (string);
  'requestId': (string);
  'traceparent': (string);
}
