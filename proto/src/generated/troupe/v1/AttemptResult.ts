// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { ExitClass as _troupe_v1_ExitClass, ExitClass__Output as _troupe_v1_ExitClass__Output } from '../../troupe/v1/ExitClass.ts';
import type { StreamOffset as _troupe_v1_StreamOffset, StreamOffset__Output as _troupe_v1_StreamOffset__Output } from '../../troupe/v1/StreamOffset.ts';
import type { Phases as _troupe_v1_Phases, Phases__Output as _troupe_v1_Phases__Output } from '../../troupe/v1/Phases.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from '../../troupe/v1/Checkpoint.ts';
import type { RuleFiring as _troupe_v1_RuleFiring, RuleFiring__Output as _troupe_v1_RuleFiring__Output } from '../../troupe/v1/RuleFiring.ts';
import type { Long } from '@grpc/proto-loader';

export interface AttemptResult {
  'key'?: (_troupe_v1_AttemptKey | null);
  'exitClass'?: (_troupe_v1_ExitClass);
  'exitCode'?: (number);
  'signal'?: (string);
  'code'?: (string);
  'message'?: (string);
  'outputJson'?: (string);
  'outputDigest'?: (string);
  'lengths'?: (_troupe_v1_StreamOffset)[];
  'phases'?: (_troupe_v1_Phases | null);
  'final'?: (boolean);
  'detailsJson'?: (string);
  'metrics'?: (number | string | Long);
  'errorTypes'?: (string)[];
  'checkpoint'?: (_troupe_v1_Checkpoint | null);
  'fired'?: (_troupe_v1_RuleFiring)[];
  '_exitCode'?: "exitCode";
}

export interface AttemptResult__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'exitClass': (_troupe_v1_ExitClass__Output);
  'exitCode'?: (number);
  'signal': (string);
  'code': (string);
  'message': (string);
  'outputJson': (string);
  'outputDigest': (string);
  'lengths': (_troupe_v1_StreamOffset__Output)[];
  'phases': (_troupe_v1_Phases__Output | null);
  'final': (boolean);
  'detailsJson': (string);
  'metrics': (number);
  'errorTypes': (string)[];
  'checkpoint': (_troupe_v1_Checkpoint__Output | null);
  'fired': (_troupe_v1_RuleFiring__Output)[];
  '_exitCode'?: "exitCode";
}
