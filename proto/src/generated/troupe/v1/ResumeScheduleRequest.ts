// Original file: troupe/v1/schedule.proto


export interface ResumeScheduleRequest {
  'pipeline'?: (string);
  'by'?: (string);
  'reason'?: (string);
}

export interface ResumeScheduleRequest__Output {
  'pipeline': (string);
  'by': (string);
  'reason': (string);
}
