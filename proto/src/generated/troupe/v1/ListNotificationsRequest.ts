// Original file: troupe/v1/notify.proto


export interface ListNotificationsRequest {
  'runId'?: (string);
}

export interface ListNotificationsRequest__Output {
  'runId': (string);
}
