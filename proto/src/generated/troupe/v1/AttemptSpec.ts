// Original file: troupe/v1/session.proto

import type { Resources as _troupe_v1_Resources, Resources__Output as _troupe_v1_Resources__Output } from '../../troupe/v1/Resources.ts';
import type { Checkpoint as _troupe_v1_Checkpoint, Checkpoint__Output as _troupe_v1_Checkpoint__Output } from '../../troupe/v1/Checkpoint.ts';
import type { Long } from '@grpc/proto-loader';

export interface AttemptSpec {
  'pipeline'?: (string);
  'step'?: (string);
  'codeDigest'?: (string);
  'declarationJson'?: (string);
  'inputsJson'?: (string);
  'inputsDigest'?: (string);
  'timeoutMs'?: (number | string | Long);
  'graceMs'?: (number | string | Long);
  'resources'?: (_troupe_v1_Resources | null);
  'devices'?: (string)[];
  'traceparent'?: (string);
  'environment'?: ({[key: string]: string});
  'checkpoint'?: (_troupe_v1_Checkpoint | null);
}

export interface AttemptSpec__Output {
  'pipeline': (string);
  'step': (string);
  'codeDigest': (string);
  'declarationJson': (string);
  'inputsJson': (string);
  'inputsDigest': (string);
  'timeoutMs': (number);
  'graceMs': (number);
  'resources': (_troupe_v1_Resources__Output | null);
  'devices': (string)[];
  'traceparent': (string);
  'environment': ({[key: string]: string});
  'checkpoint': (_troupe_v1_Checkpoint__Output | null);
}
