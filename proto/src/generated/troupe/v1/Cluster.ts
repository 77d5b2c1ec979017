// Original file: troupe/v1/cluster.proto

import type { Leader as _troupe_v1_Leader, Leader__Output as _troupe_v1_Leader__Output } from '../../troupe/v1/Leader.ts';
import type { Coordinator as _troupe_v1_Coordinator, Coordinator__Output as _troupe_v1_Coordinator__Output } from '../../troupe/v1/Coordinator.ts';
import type { Store as _troupe_v1_Store, Store__Output as _troupe_v1_Store__Output } from '../../troupe/v1/Store.ts';
import type { Nats as _troupe_v1_Nats, Nats__Output as _troupe_v1_Nats__Output } from '../../troupe/v1/Nats.ts';
import type { Load as _troupe_v1_Load, Load__Output as _troupe_v1_Load__Output } from '../../troupe/v1/Load.ts';

export interface Cluster {
  'name'?: (string);
  'answeredBy'?: (string);
  'leader'?: (_troupe_v1_Leader | null);
  'coordinators'?: (_troupe_v1_Coordinator)[];
  'store'?: (_troupe_v1_Store | null);
  'nats'?: (_troupe_v1_Nats | null);
  'archive'?: (string);
  'load'?: (_troupe_v1_Load | null);
  'traceUrl'?: (string);
}

export interface Cluster__Output {
  'name': (string);
  'answeredBy': (string);
  'leader': (_troupe_v1_Leader__Output | null);
  'coordinators': (_troupe_v1_Coordinator__Output)[];
  'store': (_troupe_v1_Store__Output | null);
  'nats': (_troupe_v1_Nats__Output | null);
  'archive': (string);
  'load': (_troupe_v1_Load__Output | null);
  'traceUrl': (string);
}
