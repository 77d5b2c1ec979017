// Original file: troupe/v1/schedule.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Catchup as _troupe_v1_Catchup, Catchup__Output as _troupe_v1_Catchup__Output } from '../../troupe/v1/Catchup.ts';
import type { Long } from '@grpc/proto-loader';

export interface _troupe_v1_Schedule_Cron {
  'expression'?: (string);
  'timezone'?: (string);
}

export interface _troupe_v1_Schedule_Cron__Output {
  'expression': (string);
  'timezone': (string);
}

export interface _troupe_v1_Schedule_PassedOver {
  'first'?: (_google_protobuf_Timestamp | null);
  'last'?: (_google_protobuf_Timestamp | null);
  'at'?: (_google_protobuf_Timestamp | null);
  'because'?: (string);
}

export interface _troupe_v1_Schedule_PassedOver__Output {
  'first': (_google_protobuf_Timestamp__Output | null);
  'last': (_google_protobuf_Timestamp__Output | null);
  'at': (_google_protobuf_Timestamp__Output | null);
  'because': (string);
}

export interface _troupe_v1_Schedule_Trouble {
  'tick'?: (_google_protobuf_Timestamp | null);
  'since'?: (_google_protobuf_Timestamp | null);
  'tryAt'?: (_google_protobuf_Timestamp | null);
  'code'?: (string);
  'message'?: (string);
}

export interface _troupe_v1_Schedule_Trouble__Output {
  'tick': (_google_protobuf_Timestamp__Output | null);
  'since': (_google_protobuf_Timestamp__Output | null);
  'tryAt': (_google_protobuf_Timestamp__Output | null);
  'code': (string);
  'message': (string);
}

export interface _troupe_v1_Schedule_Turn {
  'by'?: (string);
  'reason'?: (string);
  'at'?: (_google_protobuf_Timestamp | null);
}

export interface _troupe_v1_Schedule_Turn__Output {
  'by': (string);
  'reason': (string);
  'at': (_google_protobuf_Timestamp__Output | null);
}

export interface Schedule {
  'pipeline'?: (string);
  'version'?: (string);
  'cron'?: (_troupe_v1_Schedule_Cron | null);
  'everyMs'?: (number | string | Long);
  'start'?: (_google_protobuf_Timestamp | null);
  'end'?: (_google_protobuf_Timestamp | null);
  'catchup'?: (_troupe_v1_Catchup);
  'paramsJson'?: (string);
  'since'?: (_google_protobuf_Timestamp | null);
  'nextTicks'?: (_google_protobuf_Timestamp)[];
  'lastTick'?: (_google_protobuf_Timestamp | null);
  'lastRunId'?: (string);
  'lastRunTick'?: (_google_protobuf_Timestamp | null);
  'paused'?: (_troupe_v1_Schedule_Turn | null);
  'resumed'?: (_troupe_v1_Schedule_Turn | null);
  'passedOver'?: (_troupe_v1_Schedule_PassedOver | null);
  'trouble'?: (_troupe_v1_Schedule_Trouble | null);
  'timing'?: "cron"|"everyMs";
}

export interface Schedule__Output {
  'pipeline': (string);
  'version': (string);
  'cron'?: (_troupe_v1_Schedule_Cron__Output | null);
  'everyMs'?: (number);
  'start': (_google_protobuf_Timestamp__Output | null);
  'end': (_google_protobuf_Timestamp__Output | null);
  'catchup': (_troupe_v1_Catchup__Output);
  'paramsJson': (string);
  'since': (_google_protobuf_Timestamp__Output | null);
  'nextTicks': (_google_protobuf_Timestamp__Output)[];
  'lastTick': (_google_protobuf_Timestamp__Output | null);
  'lastRunId': (string);
  'lastRunTick': (_google_protobuf_Timestamp__Output | null);
  'paused': (_troupe_v1_Schedule_Turn__Output | null);
  'resumed': (_troupe_v1_Schedule_Turn__Output | null);
  'passedOver': (_troupe_v1_Schedule_PassedOver__Output | null);
  'trouble': (_troupe_v1_Schedule_Trouble__Output | null);
  'timing'?: "cron"|"everyMs";
}
