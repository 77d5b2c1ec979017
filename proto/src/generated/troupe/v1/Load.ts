// Original file: troupe/v1/cluster.proto


export interface Load {
  'agents'?: ({[key: string]: number});
  'queuedTasks'?: (number);
  'runningAttempts'?: (number);
  'waitingTasks'?: (number);
  'openApprovals'?: (number);
}

export interface Load__Output {
  'agents': ({[key: string]: number});
  'queuedTasks': (number);
  'runningAttempts': (number);
  'waitingTasks': (number);
  'openApprovals': (number);
}
