// Original file: troupe/v1/artifact.proto


export interface DownloadResponse {
  'data'?: (Buffer | Uint8Array | string);
}

export interface DownloadResponse__Output {
  'data': (Buffer);
}
