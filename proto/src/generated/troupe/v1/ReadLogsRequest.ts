// Original file: troupe/v1/run.proto

import type { LogStream as _troupe_v1_LogStream, LogStream__Output as _troupe_v1_LogStream__Output } from '../../troupe/v1/LogStream.ts';
import type { StreamOffset as _troupe_v1_StreamOffset, StreamOffset__Output as _troupe_v1_StreamOffset__Output } from '../../troupe/v1/StreamOffset.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReadLogsRequest {
  'runId'?: (string);
  'task'?: (string);
  'attempt'?: (number);
  'streams'?: (_troupe_v1_LogStream)[];
  'follow'?: (boolean);
  'from'?: (_troupe_v1_StreamOffset)[];
  'tailBytes'?: (number | string | Long);
  'tailLines'?: (number | string | Long);
  'limitBytes'?: (number | string | Long);
  'fromAttempt'?: (number);
}

export interface ReadLogsRequest__Output {
  'runId': (string);
  'task': (string);
  'attempt': (number);
  'streams': (_troupe_v1_LogStream__Output)[];
  'follow': (boolean);
  'from': (_troupe_v1_StreamOffset__Output)[];
  'tailBytes': (number);
  'tailLines': (number);
  'limitBytes': (number);
  'fromAttempt': (number);
}
