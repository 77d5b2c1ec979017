// Original file: troupe/v1/run.proto

import type { LogStream as _troupe_v1_LogStream, LogStream__Output as _troupe_v1_LogStream__Output } from '../../troupe/v1/LogStream.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReadLogsResponse {
  'attempt'?: (number);
  'stream'?: (_troupe_v1_LogStream);
  'offset'?: (number | string | Long);
  'data'?: (Buffer | Uint8Array | string);
  'gap'?: (number | string | Long);
  'at'?: (_google_protobuf_Timestamp | null);
  'length'?: (number | string | Long);
}

export interface ReadLogsResponse__Output {
  'attempt': (number);
  'stream': (_troupe_v1_LogStream__Output);
  'offset': (number);
  'data': (Buffer);
  'gap': (number);
  'at': (_google_protobuf_Timestamp__Output | null);
  'length': (number);
}
