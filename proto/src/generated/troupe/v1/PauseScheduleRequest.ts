// Original file: troupe/v1/schedule.proto


export interface PauseScheduleRequest {
  'pipeline'?: (string);
  'by'?: (string);
  'reason'?: (string);
}

export interface PauseScheduleRequest__Output {
  'pipeline': (string);
  'by': (string);
  'reason': (string);
}
