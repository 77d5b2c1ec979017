// Original file: troupe/v1/cluster.proto

import type { StoreState as _troupe_v1_StoreState, StoreState__Output as _troupe_v1_StoreState__Output } from '../../troupe/v1/StoreState.ts';
import type { Long } from '@grpc/proto-loader';

export interface Store {
  'kind'?: (string);
  'state'?: (_troupe_v1_StoreState);
  'bytes'?: (number | string | Long);
  'quotaBytes'?: (number | string | Long);
}

export interface Store__Output {
  'kind': (string);
  'state': (_troupe_v1_StoreState__Output);
  'bytes': (number);
  'quotaBytes': (number);
}
