// Original file: troupe/v1/cluster.proto


export interface ReclaimStoreRequest {
}

export interface ReclaimStoreRequest__Output {
}
