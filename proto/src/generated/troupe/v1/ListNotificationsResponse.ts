// Original file: troupe/v1/notify.proto

import type { Notification as _troupe_v1_Notification, Notification__Output as _troupe_v1_Notification__Output } from '../../troupe/v1/Notification.ts';

export interface ListNotificationsResponse {
  'notifications'?: (_troupe_v1_Notification)[];
}

export interface ListNotificationsResponse__Output {
  'notifications': (_troupe_v1_Notification__Output)[];
}
