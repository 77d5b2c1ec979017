// Original file: troupe/v1/dataset.proto


export interface ListDatasetsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListDatasetsRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
}
