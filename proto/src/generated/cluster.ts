import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Cluster as _troupe_v1_Cluster, Cluster__Output as _troupe_v1_Cluster__Output } from './troupe/v1/Cluster.ts';
import type { ClusterServiceClient as _troupe_v1_ClusterServiceClient, ClusterServiceDefinition as _troupe_v1_ClusterServiceDefinition } from './troupe/v1/ClusterService.ts';
import type { Coordinator as _troupe_v1_Coordinator, Coordinator__Output as _troupe_v1_Coordinator__Output } from './troupe/v1/Coordinator.ts';
import type { GetClusterRequest as _troupe_v1_GetClusterRequest, GetClusterRequest__Output as _troupe_v1_GetClusterRequest__Output } from './troupe/v1/GetClusterRequest.ts';
import type { Leader as _troupe_v1_Leader, Leader__Output as _troupe_v1_Leader__Output } from './troupe/v1/Leader.ts';
import type { Load as _troupe_v1_Load, Load__Output as _troupe_v1_Load__Output } from './troupe/v1/Load.ts';
import type { Nats as _troupe_v1_Nats, Nats__Output as _troupe_v1_Nats__Output } from './troupe/v1/Nats.ts';
import type { PruneRunsRequest as _troupe_v1_PruneRunsRequest, PruneRunsRequest__Output as _troupe_v1_PruneRunsRequest__Output } from './troupe/v1/PruneRunsRequest.ts';
import type { PruneRunsResponse as _troupe_v1_PruneRunsResponse, PruneRunsResponse__Output as _troupe_v1_PruneRunsResponse__Output } from './troupe/v1/PruneRunsResponse.ts';
import type { ReclaimStoreRequest as _troupe_v1_ReclaimStoreRequest, ReclaimStoreRequest__Output as _troupe_v1_ReclaimStoreRequest__Output } from './troupe/v1/ReclaimStoreRequest.ts';
import type { RemovedRun as _troupe_v1_RemovedRun, RemovedRun__Output as _troupe_v1_RemovedRun__Output } from './troupe/v1/RemovedRun.ts';
import type { RemovedVersion as _troupe_v1_RemovedVersion, RemovedVersion__Output as _troupe_v1_RemovedVersion__Output } from './troupe/v1/RemovedVersion.ts';
import type { Store as _troupe_v1_Store, Store__Output as _troupe_v1_Store__Output } from './troupe/v1/Store.ts';
import type { WatchClusterRequest as _troupe_v1_WatchClusterRequest, WatchClusterRequest__Output as _troupe_v1_WatchClusterRequest__Output } from './troupe/v1/WatchClusterRequest.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  troupe: {
    v1: {
      Cluster: MessageTypeDefinition<_troupe_v1_Cluster, _troupe_v1_Cluster__Output>
      ClusterService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_ClusterServiceClient> & { service: _troupe_v1_ClusterServiceDefinition }
      Coordinator: MessageTypeDefinition<_troupe_v1_Coordinator, _troupe_v1_Coordinator__Output>
      GetClusterRequest: MessageTypeDefinition<_troupe_v1_GetClusterRequest, _troupe_v1_GetClusterRequest__Output>
      Leader: MessageTypeDefinition<_troupe_v1_Leader, _troupe_v1_Leader__Output>
      Load: MessageTypeDefinition<_troupe_v1_Load, _troupe_v1_Load__Output>
      Nats: MessageTypeDefinition<_troupe_v1_Nats, _troupe_v1_Nats__Output>
      PruneRunsRequest: MessageTypeDefinition<_troupe_v1_PruneRunsRequest, _troupe_v1_PruneRunsRequest__Output>
      PruneRunsResponse: MessageTypeDefinition<_troupe_v1_PruneRunsResponse, _troupe_v1_PruneRunsResponse__Output>
      ReclaimStoreRequest: MessageTypeDefinition<_troupe_v1_ReclaimStoreRequest, _troupe_v1_ReclaimStoreRequest__Output>
      RemovedRun: MessageTypeDefinition<_troupe_v1_RemovedRun, _troupe_v1_RemovedRun__Output>
      RemovedVersion: MessageTypeDefinition<_troupe_v1_RemovedVersion, _troupe_v1_RemovedVersion__Output>
      Store: MessageTypeDefinition<_troupe_v1_Store, _troupe_v1_Store__Output>
      StoreState: EnumTypeDefinition
      WatchClusterRequest: MessageTypeDefinition<_troupe_v1_WatchClusterRequest, _troupe_v1_WatchClusterRequest__Output>
    }
  }
}

