// Original file: troupe/v1/artifact.proto


export interface UploadRequest {
  'digest'?: (string);
  'data'?: (Buffer | Uint8Array | string);
}

export interface UploadRequest__Output {
  'digest': (string);
  'data': (Buffer);
}
