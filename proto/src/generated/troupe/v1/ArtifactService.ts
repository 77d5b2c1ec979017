// Original file: troupe/v1/artifact.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DownloadRequest as _troupe_v1_DownloadRequest, DownloadRequest__Output as _troupe_v1_DownloadRequest__Output } from '../../troupe/v1/DownloadRequest.ts';
import type { DownloadResponse as _troupe_v1_DownloadResponse, DownloadResponse__Output as _troupe_v1_DownloadResponse__Output } from '../../troupe/v1/DownloadResponse.ts';
import type { GetLineageRequest as _troupe_v1_GetLineageRequest, GetLineageRequest__Output as _troupe_v1_GetLineageRequest__Output } from '../../troupe/v1/GetLineageRequest.ts';
import type { Lineage as _troupe_v1_Lineage, Lineage__Output as _troupe_v1_Lineage__Output } from '../../troupe/v1/Lineage.ts';
import type { ListArtifactsRequest as _troupe_v1_ListArtifactsRequest, ListArtifactsRequest__Output as _troupe_v1_ListArtifactsRequest__Output } from '../../troupe/v1/ListArtifactsRequest.ts';
import type { ListArtifactsResponse as _troupe_v1_ListArtifactsResponse, ListArtifactsResponse__Output as _troupe_v1_ListArtifactsResponse__Output } from '../../troupe/v1/ListArtifactsResponse.ts';
import type { LocateRequest as _troupe_v1_LocateRequest, LocateRequest__Output as _troupe_v1_LocateRequest__Output } from '../../troupe/v1/LocateRequest.ts';
import type { LocateResponse as _troupe_v1_LocateResponse, LocateResponse__Output as _troupe_v1_LocateResponse__Output } from '../../troupe/v1/LocateResponse.ts';
import type { StatRequest as _troupe_v1_StatRequest, StatRequest__Output as _troupe_v1_StatRequest__Output } from '../../troupe/v1/StatRequest.ts';
import type { StatResponse as _troupe_v1_StatResponse, StatResponse__Output as _troupe_v1_StatResponse__Output } from '../../troupe/v1/StatResponse.ts';
import type { UploadRequest as _troupe_v1_UploadRequest, UploadRequest__Output as _troupe_v1_UploadRequest__Output } from '../../troupe/v1/UploadRequest.ts';
import type { UploadResponse as _troupe_v1_UploadResponse, UploadResponse__Output as _troupe_v1_UploadResponse__Output } from '../../troupe/v1/UploadResponse.ts';

export interface ArtifactServiceClient extends grpc.Client {
  Download(argument: _troupe_v1_DownloadRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_DownloadResponse__Output>;
  Download(argument: _troupe_v1_DownloadRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_DownloadResponse__Output>;
  download(argument: _troupe_v1_DownloadRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_DownloadResponse__Output>;
  download(argument: _troupe_v1_DownloadRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_troupe_v1_DownloadResponse__Output>;
  
  GetLineage(argument: _troupe_v1_GetLineageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  GetLineage(argument: _troupe_v1_GetLineageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  GetLineage(argument: _troupe_v1_GetLineageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  GetLineage(argument: _troupe_v1_GetLineageRequest, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  getLineage(argument: _troupe_v1_GetLineageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  getLineage(argument: _troupe_v1_GetLineageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  getLineage(argument: _troupe_v1_GetLineageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  getLineage(argument: _troupe_v1_GetLineageRequest, callback: grpc.requestCallback<_troupe_v1_Lineage__Output>): grpc.ClientUnaryCall;
  
  ListArtifacts(argument: _troupe_v1_ListArtifactsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  ListArtifacts(argument: _troupe_v1_ListArtifactsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  ListArtifacts(argument: _troupe_v1_ListArtifactsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  ListArtifacts(argument: _troupe_v1_ListArtifactsRequest, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _troupe_v1_ListArtifactsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _troupe_v1_ListArtifactsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _troupe_v1_ListArtifactsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _troupe_v1_ListArtifactsRequest, callback: grpc.requestCallback<_troupe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  
  Locate(argument: _troupe_v1_LocateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  Locate(argument: _troupe_v1_LocateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  Locate(argument: _troupe_v1_LocateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  Locate(argument: _troupe_v1_LocateRequest, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  locate(argument: _troupe_v1_LocateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  locate(argument: _troupe_v1_LocateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  locate(argument: _troupe_v1_LocateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  locate(argument: _troupe_v1_LocateRequest, callback: grpc.requestCallback<_troupe_v1_LocateResponse__Output>): grpc.ClientUnaryCall;
  
  Stat(argument: _troupe_v1_StatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  Stat(argument: _troupe_v1_StatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  Stat(argument: _troupe_v1_StatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  Stat(argument: _troupe_v1_StatRequest, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  stat(argument: _troupe_v1_StatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  stat(argument: _troupe_v1_StatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  stat(argument: _troupe_v1_StatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  stat(argument: _troupe_v1_StatRequest, callback: grpc.requestCallback<_troupe_v1_StatResponse__Output>): grpc.ClientUnaryCall;
  
  Upload(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  Upload(metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  Upload(options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  Upload(callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  upload(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  upload(metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  upload(options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  upload(callback: grpc.requestCallback<_troupe_v1_UploadResponse__Output>): grpc.ClientWritableStream<_troupe_v1_UploadRequest>;
  
}

export interface ArtifactServiceHandlers extends grpc.UntypedServiceImplementation {
  Download: grpc.handleServerStreamingCall<_troupe_v1_DownloadRequest__Output, _troupe_v1_DownloadResponse>;
  
  GetLineage: grpc.handleUnaryCall<_troupe_v1_GetLineageRequest__Output, _troupe_v1_Lineage>;
  
  ListArtifacts: grpc.handleUnaryCall<_troupe_v1_ListArtifactsRequest__Output, _troupe_v1_ListArtifactsResponse>;
  
  Locate: grpc.handleUnaryCall<_troupe_v1_LocateRequest__Output, _troupe_v1_LocateResponse>;
  
  Stat: grpc.handleUnaryCall<_troupe_v1_StatRequest__Output, _troupe_v1_StatResponse>;
  
  Upload: grpc.handleClientStreamingCall<_troupe_v1_UploadRequest__Output, _troupe_v1_UploadResponse>;
  
}

export interface ArtifactServiceDefinition extends grpc.ServiceDefinition {
  Download: MethodDefinition<_troupe_v1_DownloadRequest, _troupe_v1_DownloadResponse, _troupe_v1_DownloadRequest__Output, _troupe_v1_DownloadResponse__Output>
  GetLineage: MethodDefinition<_troupe_v1_GetLineageRequest, _troupe_v1_Lineage, _troupe_v1_GetLineageRequest__Output, _troupe_v1_Lineage__Output>
  ListArtifacts: MethodDefinition<_troupe_v1_ListArtifactsRequest, _troupe_v1_ListArtifactsResponse, _troupe_v1_ListArtifactsRequest__Output, _troupe_v1_ListArtifactsResponse__Output>
  Locate: MethodDefinition<_troupe_v1_LocateRequest, _troupe_v1_LocateResponse, _troupe_v1_LocateRequest__Output, _troupe_v1_LocateResponse__Output>
  Stat: MethodDefinition<_troupe_v1_StatRequest, _troupe_v1_StatResponse, _troupe_v1_StatRequest__Output, _troupe_v1_StatResponse__Output>
  Upload: MethodDefinition<_troupe_v1_UploadRequest, _troupe_v1_UploadResponse, _troupe_v1_UploadRequest__Output, _troupe_v1_UploadResponse__Output>
}
