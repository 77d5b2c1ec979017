// Original file: troupe/v1/cluster.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Cluster as _troupe_v1_Cluster, Cluster__Output as _troupe_v1_Cluster__Output } from '../../troupe/v1/Cluster.ts';
import type { GetClusterRequest as _troupe_v1_GetClusterRequest, GetClusterRequest__Output as _troupe_v1_GetClusterRequest__Output } from '../../troupe/v1/GetClusterRequest.ts';
import type { PruneRunsRequest as _troupe_v1_PruneRunsRequest, PruneRunsRequest__Output as _troupe_v1_PruneRunsRequest__Output } from '../../troupe/v1/PruneRunsRequest.ts';
import type { PruneRunsResponse as _troupe_v1_PruneRunsResponse, PruneRunsResponse__Output as _troupe_v1_PruneRunsResponse__Output } from '../../troupe/v1/PruneRunsResponse.ts';
import type { ReclaimStoreRequest as _troupe_v1_ReclaimStoreRequest, ReclaimStoreRequest__Output as _troupe_v1_ReclaimStoreRequest__Output } from '../../troupe/v1/ReclaimStoreRequest.ts';
import type { Store as _troupe_v1_Store, Store__Output as _troupe_v1_Store__Output } from '../../troupe/v1/Store.ts';
import type { WatchClusterRequest as _troupe_v1_WatchClusterRequest, WatchClusterRequest__Output as _troupe_v1_WatchClusterRequest__Output } from '../../troupe/v1/WatchClusterRequest.ts';

export interface ClusterServiceClient extends grpc.Client {
  GetCluster(argument: _troupe_v1_GetClusterRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _troupe_v1_GetClusterRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _troupe_v1_GetClusterRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _troupe_v1_GetClusterRequest, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _troupe_v1_GetClusterRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _troupe_v1_GetClusterRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _troupe_v1_GetClusterRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _troupe_v1_GetClusterRequest, callback: grpc.requestCallback<_troupe_v1_Cluster__Output>): grpc.ClientUnaryCall;
  
  PruneRuns(argument: _troupe_v1_PruneRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  PruneRuns(argument: _troupe_v1_PruneRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  PruneRuns(argument: _troupe_v1_PruneRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  PruneRuns(argument: _troupe_v1_PruneRunsRequest, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  pruneRuns(argument: _troupe_v1_PruneRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  pruneRuns(argument: _troupe_v1_PruneRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  pruneRuns(argument: _troupe_v1_PruneRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  pruneRuns(argument: _troupe_v1_PruneRunsRequest, callback: grpc.requestCallback<_troupe_v1_PruneRunsResponse__Output>): grpc.ClientUnaryCall;
  
  ReclaimStore(argument: _troupe_v1_ReclaimStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  ReclaimStore(argument: _troupe_v1_ReclaimStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  ReclaimStore(argument: _troupe_v1_ReclaimStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  ReclaimStore(argument: _troupe_v1_ReclaimStoreRequest, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  reclaimStore(argument: _troupe_v1_ReclaimStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  reclaimStore(argument: _troupe_v1_ReclaimStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  reclaimStore(argument: _troupe_v1_ReclaimStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  reclaimStore(argument: _troupe_v1_ReclaimStoreRequest, callback: grpc.requestCallback<_troupe_v1_Store__Output>): grpc.ClientUnaryCall;
  
  WatchCluster(argument: _troupe_v1_WatchClusterRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_Cluster__Output>;
  WatchCluster(argument: _troupe_v1_WatchClusterRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_Cluster__Output>;
  watchCluster(argument: _troupe_v1_WatchClusterRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_Cluster__Output>;
  watchCluster(argument: _troupe_v1_WatchClusterRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_Cluster__Output>;
  
}

export interface ClusterServiceHandlers extends grpc.UntypedServiceImplementation {
  GetCluster: grpc.handleUnaryCall<_troupe_v1_GetClusterRequest__Output, _troupe_v1_Cluster>;
  
  PruneRuns: grpc.handleUnaryCall<_troupe_v1_PruneRunsRequest__Output, _troupe_v1_PruneRunsResponse>;
  
  ReclaimStore: grpc.handleUnaryCall<_troupe_v1_ReclaimStoreRequest__Output, _troupe_v1_Store>;
  
  WatchCluster: grpc.handleServerStreamingCall<_troupe_v1_WatchClusterRequest__Output, _troupe_v1_Cluster>;
  
}

export interface ClusterServiceDefinition extends grpc.ServiceDefinition {
  GetCluster: MethodDefinition<_troupe_v1_GetClusterRequest, _troupe_v1_Cluster, _troupe_v1_GetClusterRequest__Output, _troupe_v1_Cluster__Output>
  PruneRuns: MethodDefinition<_troupe_v1_PruneRunsRequest, _troupe_v1_PruneRunsResponse, _troupe_v1_PruneRunsRequest__Output, _troupe_v1_PruneRunsResponse__Output>
  ReclaimStore: MethodDefinition<_troupe_v1_ReclaimStoreRequest, _troupe_v1_Store, _troupe_v1_ReclaimStoreRequest__Output, _troupe_v1_Store__Output>
  WatchCluster: MethodDefinition<_troupe_v1_WatchClusterRequest, _troupe_v1_Cluster, _troupe_v1_WatchClusterRequest__Output, _troupe_v1_Cluster__Output>
}
