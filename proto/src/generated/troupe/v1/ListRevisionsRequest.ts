// Original file: troupe/v1/dataset.proto


export interface ListRevisionsRequest {
  'dataset'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListRevisionsRequest__Output {
  'dataset': (string);
  'pageSize': (number);
  'pageToken': (string);
}
