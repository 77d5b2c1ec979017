// Original file: troupe/v1/notify.proto

import type { NotificationState as _troupe_v1_NotificationState, NotificationState__Output as _troupe_v1_NotificationState__Output } from '../../troupe/v1/NotificationState.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Notification {
  'id'?: (string);
  'cause'?: (string);
  'kind'?: (string);
  'connection'?: (string);
  'to'?: (string)[];
  'state'?: (_troupe_v1_NotificationState);
  'at'?: (_google_protobuf_Timestamp | null);
  'attempts'?: (number);
  'nextAt'?: (_google_protobuf_Timestamp | null);
  'settledAt'?: (_google_protobuf_Timestamp | null);
  'problem'?: (string);
}

export interface Notification__Output {
  'id': (string);
  'cause': (string);
  'kind': (string);
  'connection': (string);
  'to': (string)[];
  'state': (_troupe_v1_NotificationState__Output);
  'at': (_google_protobuf_Timestamp__Output | null);
  'attempts': (number);
  'nextAt': (_google_protobuf_Timestamp__Output | null);
  'settledAt': (_google_protobuf_Timestamp__Output | null);
  'problem': (string);
}
