// Original file: troupe/v1/run.proto


export interface TaskCounts {
  'pending'?: (number);
  'queued'?: (number);
  'running'?: (number);
  'succeeded'?: (number);
  'failed'?: (number);
  'skipped'?: (number);
  'cancelled'?: (number);
  'waiting'?: (number);
}

export interface TaskCounts__Output {
  'pending': (number);
  'queued': (number);
  'running': (number);
  'succeeded': (number);
  'failed': (number);
  'skipped': (number);
  'cancelled': (number);
  'waiting': (number);
}
