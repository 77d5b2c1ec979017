// Original file: troupe/v1/run.proto

import type { ExitClass as _troupe_v1_ExitClass, ExitClass__Output as _troupe_v1_ExitClass__Output } from '../../troupe/v1/ExitClass.ts';

export interface Failure {
  'task'?: (string);
  'exitClass'?: (_troupe_v1_ExitClass);
  'code'?: (string);
  'message'?: (string);
  'exitCode'?: (number);
  'signal'?: (string);
  'detailsJson'?: (string);
  'errorTypes'?: (string)[];
  '_exitCode'?: "exitCode";
}

export interface Failure__Output {
  'task': (string);
  'exitClass': (_troupe_v1_ExitClass__Output);
  'code': (string);
  'message': (string);
  'exitCode'?: (number);
  'signal': (string);
  'detailsJson': (string);
  'errorTypes': (string)[];
  '_exitCode'?: "exitCode";
}
