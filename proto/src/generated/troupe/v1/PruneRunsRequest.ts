// Original file: troupe/v1/cluster.proto


export interface PruneRunsRequest {
  'dryRun'?: (boolean);
}

export interface PruneRunsRequest__Output {
  'dryRun': (boolean);
}
