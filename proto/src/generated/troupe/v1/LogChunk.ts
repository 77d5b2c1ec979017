// Original file: troupe/v1/session.proto

import type { AttemptKey as _troupe_v1_AttemptKey, AttemptKey__Output as _troupe_v1_AttemptKey__Output } from '../../troupe/v1/AttemptKey.ts';
import type { LogStream as _troupe_v1_LogStream, LogStream__Output as _troupe_v1_LogStream__Output } from '../../troupe/v1/LogStream.ts';
import type { Long } from '@grpc/proto-loader';

export interface LogChunk {
  'key'?: (_troupe_v1_AttemptKey | null);
  'stream'?: (_troupe_v1_LogStream);
  'offset'?: (number | string | Long);
  'data'?: (Buffer | Uint8Array | string);
  'atMs'?: (number | string | Long);
  'gap'?: (number | string | Long);
  'last'?: (boolean);
}

export interface LogChunk__Output {
  'key': (_troupe_v1_AttemptKey__Output | null);
  'stream': (_troupe_v1_LogStream__Output);
  'offset': (number);
  'data': (Buffer);
  'atMs': (number);
  'gap': (number);
  'last': (boolean);
}
