// Original file: troupe/v1/pipeline.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface PlannedSchedule {
  'nextTicks'?: (_google_protobuf_Timestamp)[];
  'catchup'?: (number);
}

export interface PlannedSchedule__Output {
  'nextTicks': (_google_protobuf_Timestamp__Output)[];
  'catchup': (number);
}
