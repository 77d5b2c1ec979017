// Original file: troupe/v1/pipeline.proto


export interface ApplyPipelineRequest {
  'specJson'?: (string);
  'codeDigest'?: (string);
}

export interface ApplyPipelineRequest__Output {
  'specJson': (string);
  'codeDigest': (string);
}
