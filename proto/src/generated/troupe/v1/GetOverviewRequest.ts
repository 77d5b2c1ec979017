// Original file: troupe/v1/pipeline.proto


export interface GetOverviewRequest {
}

export interface GetOverviewRequest__Output {
}
