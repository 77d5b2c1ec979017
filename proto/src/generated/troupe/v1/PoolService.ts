// Original file: troupe/v1/pool.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DeletePoolRequest as _troupe_v1_DeletePoolRequest, DeletePoolRequest__Output as _troupe_v1_DeletePoolRequest__Output } from '../../troupe/v1/DeletePoolRequest.ts';
import type { DeletePoolResponse as _troupe_v1_DeletePoolResponse, DeletePoolResponse__Output as _troupe_v1_DeletePoolResponse__Output } from '../../troupe/v1/DeletePoolResponse.ts';
import type { GetPoolRequest as _troupe_v1_GetPoolRequest, GetPoolRequest__Output as _troupe_v1_GetPoolRequest__Output } from '../../troupe/v1/GetPoolRequest.ts';
import type { ListPoolsRequest as _troupe_v1_ListPoolsRequest, ListPoolsRequest__Output as _troupe_v1_ListPoolsRequest__Output } from '../../troupe/v1/ListPoolsRequest.ts';
import type { ListPoolsResponse as _troupe_v1_ListPoolsResponse, ListPoolsResponse__Output as _troupe_v1_ListPoolsResponse__Output } from '../../troupe/v1/ListPoolsResponse.ts';
import type { Pool as _troupe_v1_Pool, Pool__Output as _troupe_v1_Pool__Output } from '../../troupe/v1/Pool.ts';
import type { SetPoolRequest as _troupe_v1_SetPoolRequest, SetPoolRequest__Output as _troupe_v1_SetPoolRequest__Output } from '../../troupe/v1/SetPoolRequest.ts';

export interface PoolServiceClient extends grpc.Client {
  DeletePool(argument: _troupe_v1_DeletePoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  DeletePool(argument: _troupe_v1_DeletePoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  DeletePool(argument: _troupe_v1_DeletePoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  DeletePool(argument: _troupe_v1_DeletePoolRequest, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _troupe_v1_DeletePoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _troupe_v1_DeletePoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _troupe_v1_DeletePoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _troupe_v1_DeletePoolRequest, callback: grpc.requestCallback<_troupe_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  
  GetPool(argument: _troupe_v1_GetPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  GetPool(argument: _troupe_v1_GetPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  GetPool(argument: _troupe_v1_GetPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  GetPool(argument: _troupe_v1_GetPoolRequest, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  getPool(argument: _troupe_v1_GetPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  getPool(argument: _troupe_v1_GetPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  getPool(argument: _troupe_v1_GetPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  getPool(argument: _troupe_v1_GetPoolRequest, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  
  ListPools(argument: _troupe_v1_ListPoolsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  ListPools(argument: _troupe_v1_ListPoolsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  ListPools(argument: _troupe_v1_ListPoolsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  ListPools(argument: _troupe_v1_ListPoolsRequest, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _troupe_v1_ListPoolsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _troupe_v1_ListPoolsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _troupe_v1_ListPoolsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _troupe_v1_ListPoolsRequest, callback: grpc.requestCallback<_troupe_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  
  SetPool(argument: _troupe_v1_SetPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  SetPool(argument: _troupe_v1_SetPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  SetPool(argument: _troupe_v1_SetPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  SetPool(argument: _troupe_v1_SetPoolRequest, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  setPool(argument: _troupe_v1_SetPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  setPool(argument: _troupe_v1_SetPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  setPool(argument: _troupe_v1_SetPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  setPool(argument: _troupe_v1_SetPoolRequest, callback: grpc.requestCallback<_troupe_v1_Pool__Output>): grpc.ClientUnaryCall;
  
}

export interface PoolServiceHandlers extends grpc.UntypedServiceImplementation {
  DeletePool: grpc.handleUnaryCall<_troupe_v1_DeletePoolRequest__Output, _troupe_v1_DeletePoolResponse>;
  
  GetPool: grpc.handleUnaryCall<_troupe_v1_GetPoolRequest__Output, _troupe_v1_Pool>;
  
  ListPools: grpc.handleUnaryCall<_troupe_v1_ListPoolsRequest__Output, _troupe_v1_ListPoolsResponse>;
  
  SetPool: grpc.handleUnaryCall<_troupe_v1_SetPoolRequest__Output, _troupe_v1_Pool>;
  
}

export interface PoolServiceDefinition extends grpc.ServiceDefinition {
  DeletePool: MethodDefinition<_troupe_v1_DeletePoolRequest, _troupe_v1_DeletePoolResponse, _troupe_v1_DeletePoolRequest__Output, _troupe_v1_DeletePoolResponse__Output>
  GetPool: MethodDefinition<_troupe_v1_GetPoolRequest, _troupe_v1_Pool, _troupe_v1_GetPoolRequest__Output, _troupe_v1_Pool__Output>
  ListPools: MethodDefinition<_troupe_v1_ListPoolsRequest, _troupe_v1_ListPoolsResponse, _troupe_v1_ListPoolsRequest__Output, _troupe_v1_ListPoolsResponse__Output>
  SetPool: MethodDefinition<_troupe_v1_SetPoolRequest, _troupe_v1_Pool, _troupe_v1_SetPoolRequest__Output, _troupe_v1_Pool__Output>
}
