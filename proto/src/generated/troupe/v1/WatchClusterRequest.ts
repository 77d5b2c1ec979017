// Original file: troupe/v1/cluster.proto


export interface WatchClusterRequest {
}

export interface WatchClusterRequest__Output {
}
