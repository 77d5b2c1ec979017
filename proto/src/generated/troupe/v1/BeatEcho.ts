// Original file: troupe/v1/session.proto

import type { Long } from '@grpc/proto-loader';

export interface BeatEcho {
  'sequence'?: (number | string | Long);
  'nonce'?: (number | string | Long);
}

export interface BeatEcho__Output {
  'sequence': (number);
  'nonce': (number);
}
