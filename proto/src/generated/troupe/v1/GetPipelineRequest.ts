// Original file: troupe/v1/pipeline.proto


export interface GetPipelineRequest {
  'name'?: (string);
  'version'?: (string);
}

export interface GetPipelineRequest__Output {
  'name': (string);
  'version': (string);
}
