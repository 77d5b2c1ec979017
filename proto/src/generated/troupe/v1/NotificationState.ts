// Original file: troupe/v1/notify.proto

export const NotificationState = {
  NOTIFICATION_STATE_UNSPECIFIED: 'NOTIFICATION_STATE_UNSPECIFIED',
  NOTIFICATION_STATE_DUE: 'NOTIFICATION_STATE_DUE',
  NOTIFICATION_STATE_SENT: 'NOTIFICATION_STATE_SENT',
  NOTIFICATION_STATE_GIVEN_UP: 'NOTIFICATION_STATE_GIVEN_UP',
} as const;

export type NotificationState =
  | 'NOTIFICATION_STATE_UNSPECIFIED'
  | 0
  | 'NOTIFICATION_STATE_DUE'
  | 1
  | 'NOTIFICATION_STATE_SENT'
  | 2
  | 'NOTIFICATION_STATE_GIVEN_UP'
  | 3

export type NotificationState__Output = typeof NotificationState[keyof typeof NotificationState]
