// Original file: troupe/v1/schedule.proto


export interface BackfillCounts {
  'pending'?: (number);
  'running'?: (number);
  'succeeded'?: (number);
  'failed'?: (number);
}

export interface BackfillCounts__Output {
  'pending': (number);
  'running': (number);
  'succeeded': (number);
  'failed': (number);
}
