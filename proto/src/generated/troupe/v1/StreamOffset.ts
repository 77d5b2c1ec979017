// Original file: troupe/v1/run.proto

import type { LogStream as _troupe_v1_LogStream, LogStream__Output as _troupe_v1_LogStream__Output } from '../../troupe/v1/LogStream.ts';
import type { Long } from '@grpc/proto-loader';

export interface StreamOffset {
  'stream'?: (_troupe_v1_LogStream);
  'offset'?: (number | string | Long);
}

export interface StreamOffset__Output {
  'stream': (_troupe_v1_LogStream__Output);
  'offset': (number);
}
