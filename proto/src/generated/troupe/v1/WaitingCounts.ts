// Original file: troupe/v1/pipeline.proto


export interface WaitingCounts {
  'approvals'?: (number);
  'waitingTasks'?: (number);
  'heldRuns'?: (number);
  'queuedTasks'?: (number);
  '_approvals'?: "approvals";
  '_waitingTasks'?: "waitingTasks";
  '_queuedTasks'?: "queuedTasks";
}

export interface WaitingCounts__Output {
  'approvals'?: (number);
  'waitingTasks'?: (number);
  'heldRuns': (number);
  'queuedTasks'?: (number);
  '_approvals'?: "approvals";
  '_waitingTasks'?: "waitingTasks";
  '_queuedTasks'?: "queuedTasks";
}
