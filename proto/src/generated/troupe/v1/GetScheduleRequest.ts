// Original file: troupe/v1/schedule.proto


export interface GetScheduleRequest {
  'pipeline'?: (string);
}

export interface GetScheduleRequest__Output {
  'pipeline': (string);
}
