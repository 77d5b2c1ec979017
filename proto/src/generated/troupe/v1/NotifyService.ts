// Original file: troupe/v1/notify.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ListNotificationsRequest as _troupe_v1_ListNotificationsRequest, ListNotificationsRequest__Output as _troupe_v1_ListNotificationsRequest__Output } from '../../troupe/v1/ListNotificationsRequest.ts';
import type { ListNotificationsResponse as _troupe_v1_ListNotificationsResponse, ListNotificationsResponse__Output as _troupe_v1_ListNotificationsResponse__Output } from '../../troupe/v1/ListNotificationsResponse.ts';
import type { TestConnectionRequest as _troupe_v1_TestConnectionRequest, TestConnectionRequest__Output as _troupe_v1_TestConnectionRequest__Output } from '../../troupe/v1/TestConnectionRequest.ts';
import type { TestConnectionResponse as _troupe_v1_TestConnectionResponse, TestConnectionResponse__Output as _troupe_v1_TestConnectionResponse__Output } from '../../troupe/v1/TestConnectionResponse.ts';

export interface NotifyServiceClient extends grpc.Client {
  ListNotifications(argument: _troupe_v1_ListNotificationsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  ListNotifications(argument: _troupe_v1_ListNotificationsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  ListNotifications(argument: _troupe_v1_ListNotificationsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  ListNotifications(argument: _troupe_v1_ListNotificationsRequest, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  listNotifications(argument: _troupe_v1_ListNotificationsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  listNotifications(argument: _troupe_v1_ListNotificationsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  listNotifications(argument: _troupe_v1_ListNotificationsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  listNotifications(argument: _troupe_v1_ListNotificationsRequest, callback: grpc.requestCallback<_troupe_v1_ListNotificationsResponse__Output>): grpc.ClientUnaryCall;
  
  TestConnection(argument: _troupe_v1_TestConnectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  TestConnection(argument: _troupe_v1_TestConnectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  TestConnection(argument: _troupe_v1_TestConnectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  TestConnection(argument: _troupe_v1_TestConnectionRequest, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  testConnection(argument: _troupe_v1_TestConnectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  testConnection(argument: _troupe_v1_TestConnectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  testConnection(argument: _troupe_v1_TestConnectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  testConnection(argument: _troupe_v1_TestConnectionRequest, callback: grpc.requestCallback<_troupe_v1_TestConnectionResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface NotifyServiceHandlers extends grpc.UntypedServiceImplementation {
  ListNotifications: grpc.handleUnaryCall<_troupe_v1_ListNotificationsRequest__Output, _troupe_v1_ListNotificationsResponse>;
  
  TestConnection: grpc.handleUnaryCall<_troupe_v1_TestConnectionRequest__Output, _troupe_v1_TestConnectionResponse>;
  
}

export interface NotifyServiceDefinition extends grpc.ServiceDefinition {
  ListNotifications: MethodDefinition<_troupe_v1_ListNotificationsRequest, _troupe_v1_ListNotificationsResponse, _troupe_v1_ListNotificationsRequest__Output, _troupe_v1_ListNotificationsResponse__Output>
  TestConnection: MethodDefinition<_troupe_v1_TestConnectionRequest, _troupe_v1_TestConnectionResponse, _troupe_v1_TestConnectionRequest__Output, _troupe_v1_TestConnectionResponse__Output>
}
