// Original file: troupe/v1/run.proto


export interface ListTasksRequest {
  'runId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
  'names'?: (string)[];
  'waitingFor'?: (string);
}

export interface ListTasksRequest__Output {
  'runId': (string);
  'pageSize': (number);
  'pageToken': (string);
  'names': (string)[];
  'waitingFor': (string);
}
