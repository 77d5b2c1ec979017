// Original file: troupe/v1/dataset.proto


export interface GetDatasetRequest {
  'name'?: (string);
}

export interface GetDatasetRequest__Output {
  'name': (string);
}
