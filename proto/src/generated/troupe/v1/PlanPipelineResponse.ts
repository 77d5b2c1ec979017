// Original file: troupe/v1/pipeline.proto


export interface PlanPipelineResponse {
  'version'?: (string);
  'currentVersion'?: (string);
  'changes'?: (string)[];
  'warnings'?: (string)[];
  'steps'?: (number);
}

export interface PlanPipelineResponse__Output {
  'version': (string);
  'currentVersion': (string);
  'changes': (string)[];
  'warnings': (string)[];
  'steps': (number);
}
