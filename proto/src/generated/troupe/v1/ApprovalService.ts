// Original file: troupe/v1/approval.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AnswerApprovalRequest as _troupe_v1_AnswerApprovalRequest, AnswerApprovalRequest__Output as _troupe_v1_AnswerApprovalRequest__Output } from '../../troupe/v1/AnswerApprovalRequest.ts';
import type { ListApprovalsRequest as _troupe_v1_ListApprovalsRequest, ListApprovalsRequest__Output as _troupe_v1_ListApprovalsRequest__Output } from '../../troupe/v1/ListApprovalsRequest.ts';
import type { ListApprovalsResponse as _troupe_v1_ListApprovalsResponse, ListApprovalsResponse__Output as _troupe_v1_ListApprovalsResponse__Output } from '../../troupe/v1/ListApprovalsResponse.ts';
import type { Task as _troupe_v1_Task, Task__Output as _troupe_v1_Task__Output } from '../../troupe/v1/Task.ts';
import type { WatchApprovalsRequest as _troupe_v1_WatchApprovalsRequest, WatchApprovalsRequest__Output as _troupe_v1_WatchApprovalsRequest__Output } from '../../troupe/v1/WatchApprovalsRequest.ts';

export interface ApprovalServiceClient extends grpc.Client {
  AnswerApproval(argument: _troupe_v1_AnswerApprovalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  AnswerApproval(argument: _troupe_v1_AnswerApprovalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  AnswerApproval(argument: _troupe_v1_AnswerApprovalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  AnswerApproval(argument: _troupe_v1_AnswerApprovalRequest, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  answerApproval(argument: _troupe_v1_AnswerApprovalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  answerApproval(argument: _troupe_v1_AnswerApprovalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  answerApproval(argument: _troupe_v1_AnswerApprovalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  answerApproval(argument: _troupe_v1_AnswerApprovalRequest, callback: grpc.requestCallback<_troupe_v1_Task__Output>): grpc.ClientUnaryCall;
  
  ListApprovals(argument: _troupe_v1_ListApprovalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  ListApprovals(argument: _troupe_v1_ListApprovalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  ListApprovals(argument: _troupe_v1_ListApprovalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  ListApprovals(argument: _troupe_v1_ListApprovalsRequest, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _troupe_v1_ListApprovalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _troupe_v1_ListApprovalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _troupe_v1_ListApprovalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _troupe_v1_ListApprovalsRequest, callback: grpc.requestCallback<_troupe_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  
  WatchApprovals(argument: _troupe_v1_WatchApprovalsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListApprovalsResponse__Output>;
  WatchApprovals(argument: _troupe_v1_WatchApprovalsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListApprovalsResponse__Output>;
  watchApprovals(argument: _troupe_v1_WatchApprovalsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListApprovalsResponse__Output>;
  watchApprovals(argument: _troupe_v1_WatchApprovalsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_ListApprovalsResponse__Output>;
  
}

export interface ApprovalServiceHandlers extends grpc.UntypedServiceImplementation {
  AnswerApproval: grpc.handleUnaryCall<_troupe_v1_AnswerApprovalRequest__Output, _troupe_v1_Task>;
  
  ListApprovals: grpc.handleUnaryCall<_troupe_v1_ListApprovalsRequest__Output, _troupe_v1_ListApprovalsResponse>;
  
  WatchApprovals: grpc.handleServerStreamingCall<_troupe_v1_WatchApprovalsRequest__Output, _troupe_v1_ListApprovalsResponse>;
  
}

export interface ApprovalServiceDefinition extends grpc.ServiceDefinition {
  AnswerApproval: MethodDefinition<_troupe_v1_AnswerApprovalRequest, _troupe_v1_Task, _troupe_v1_AnswerApprovalRequest__Output, _troupe_v1_Task__Output>
  ListApprovals: MethodDefinition<_troupe_v1_ListApprovalsRequest, _troupe_v1_ListApprovalsResponse, _troupe_v1_ListApprovalsRequest__Output, _troupe_v1_ListApprovalsResponse__Output>
  WatchApprovals: MethodDefinition<_troupe_v1_WatchApprovalsRequest, _troupe_v1_ListApprovalsResponse, _troupe_v1_WatchApprovalsRequest__Output, _troupe_v1_ListApprovalsResponse__Output>
}
