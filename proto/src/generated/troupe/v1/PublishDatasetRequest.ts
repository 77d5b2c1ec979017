// Original file: troupe/v1/dataset.proto


export interface PublishDatasetRequest {
  'dataset'?: (string);
  'valueJson'?: (string);
  'requestId'?: (string);
}

export interface PublishDatasetRequest__Output {
  'dataset': (string);
  'valueJson': (string);
  'requestId': (string);
}
