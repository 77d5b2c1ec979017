// Original file: troupe/v1/schedule.proto


export interface ListSchedulesRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListSchedulesRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
}
