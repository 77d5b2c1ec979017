// Original file: troupe/v1/pipeline.proto


export interface PlanPipelineRequest {
  'specJson'?: (string);
  'codeDigest'?: (string);
  'paramsJson'?: (string);
}

export interface PlanPipelineRequest__Output {
  'specJson': (string);
  'codeDigest': (string);
  'paramsJson': (string);
}
