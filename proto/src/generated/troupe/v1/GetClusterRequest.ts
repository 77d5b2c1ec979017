// Original file: troupe/v1/cluster.proto


export interface GetClusterRequest {
}

export interface GetClusterRequest__Output {
}
