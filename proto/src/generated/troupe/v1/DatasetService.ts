// Original file: troupe/v1/dataset.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Dataset as _troupe_v1_Dataset, Dataset__Output as _troupe_v1_Dataset__Output } from '../../troupe/v1/Dataset.ts';
import type { DatasetRevision as _troupe_v1_DatasetRevision, DatasetRevision__Output as _troupe_v1_DatasetRevision__Output } from '../../troupe/v1/DatasetRevision.ts';
import type { GetDatasetRequest as _troupe_v1_GetDatasetRequest, GetDatasetRequest__Output as _troupe_v1_GetDatasetRequest__Output } from '../../troupe/v1/GetDatasetRequest.ts';
import type { ListDatasetsRequest as _troupe_v1_ListDatasetsRequest, ListDatasetsRequest__Output as _troupe_v1_ListDatasetsRequest__Output } from '../../troupe/v1/ListDatasetsRequest.ts';
import type { ListDatasetsResponse as _troupe_v1_ListDatasetsResponse, ListDatasetsResponse__Output as _troupe_v1_ListDatasetsResponse__Output } from '../../troupe/v1/ListDatasetsResponse.ts';
import type { ListRevisionsRequest as _troupe_v1_ListRevisionsRequest, ListRevisionsRequest__Output as _troupe_v1_ListRevisionsRequest__Output } from '../../troupe/v1/ListRevisionsRequest.ts';
import type { ListRevisionsResponse as _troupe_v1_ListRevisionsResponse, ListRevisionsResponse__Output as _troupe_v1_ListRevisionsResponse__Output } from '../../troupe/v1/ListRevisionsResponse.ts';
import type { PublishDatasetRequest as _troupe_v1_PublishDatasetRequest, PublishDatasetRequest__Output as _troupe_v1_PublishDatasetRequest__Output } from '../../troupe/v1/PublishDatasetRequest.ts';

export interface DatasetServiceClient extends grpc.Client {
  GetDataset(argument: _troupe_v1_GetDatasetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  GetDataset(argument: _troupe_v1_GetDatasetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  GetDataset(argument: _troupe_v1_GetDatasetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  GetDataset(argument: _troupe_v1_GetDatasetRequest, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  getDataset(argument: _troupe_v1_GetDatasetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  getDataset(argument: _troupe_v1_GetDatasetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  getDataset(argument: _troupe_v1_GetDatasetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  getDataset(argument: _troupe_v1_GetDatasetRequest, callback: grpc.requestCallback<_troupe_v1_Dataset__Output>): grpc.ClientUnaryCall;
  
  ListDatasets(argument: _troupe_v1_ListDatasetsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  ListDatasets(argument: _troupe_v1_ListDatasetsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  ListDatasets(argument: _troupe_v1_ListDatasetsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  ListDatasets(argument: _troupe_v1_ListDatasetsRequest, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  listDatasets(argument: _troupe_v1_ListDatasetsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  listDatasets(argument: _troupe_v1_ListDatasetsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  listDatasets(argument: _troupe_v1_ListDatasetsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  listDatasets(argument: _troupe_v1_ListDatasetsRequest, callback: grpc.requestCallback<_troupe_v1_ListDatasetsResponse__Output>): grpc.ClientUnaryCall;
  
  ListRevisions(argument: _troupe_v1_ListRevisionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  ListRevisions(argument: _troupe_v1_ListRevisionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  ListRevisions(argument: _troupe_v1_ListRevisionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  ListRevisions(argument: _troupe_v1_ListRevisionsRequest, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  listRevisions(argument: _troupe_v1_ListRevisionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  listRevisions(argument: _troupe_v1_ListRevisionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  listRevisions(argument: _troupe_v1_ListRevisionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  listRevisions(argument: _troupe_v1_ListRevisionsRequest, callback: grpc.requestCallback<_troupe_v1_ListRevisionsResponse__Output>): grpc.ClientUnaryCall;
  
  PublishDataset(argument: _troupe_v1_PublishDatasetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  PublishDataset(argument: _troupe_v1_PublishDatasetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  PublishDataset(argument: _troupe_v1_PublishDatasetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  PublishDataset(argument: _troupe_v1_PublishDatasetRequest, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  publishDataset(argument: _troupe_v1_PublishDatasetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  publishDataset(argument: _troupe_v1_PublishDatasetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  publishDataset(argument: _troupe_v1_PublishDatasetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  publishDataset(argument: _troupe_v1_PublishDatasetRequest, callback: grpc.requestCallback<_troupe_v1_DatasetRevision__Output>): grpc.ClientUnaryCall;
  
}

export interface DatasetServiceHandlers extends grpc.UntypedServiceImplementation {
  GetDataset: grpc.handleUnaryCall<_troupe_v1_GetDatasetRequest__Output, _troupe_v1_Dataset>;
  
  ListDatasets: grpc.handleUnaryCall<_troupe_v1_ListDatasetsRequest__Output, _troupe_v1_ListDatasetsResponse>;
  
  ListRevisions: grpc.handleUnaryCall<_troupe_v1_ListRevisionsRequest__Output, _troupe_v1_ListRevisionsResponse>;
  
  PublishDataset: grpc.handleUnaryCall<_troupe_v1_PublishDatasetRequest__Output, _troupe_v1_DatasetRevision>;
  
}

export interface DatasetServiceDefinition extends grpc.ServiceDefinition {
  GetDataset: MethodDefinition<_troupe_v1_GetDatasetRequest, _troupe_v1_Dataset, _troupe_v1_GetDatasetRequest__Output, _troupe_v1_Dataset__Output>
  ListDatasets: MethodDefinition<_troupe_v1_ListDatasetsRequest, _troupe_v1_ListDatasetsResponse, _troupe_v1_ListDatasetsRequest__Output, _troupe_v1_ListDatasetsResponse__Output>
  ListRevisions: MethodDefinition<_troupe_v1_ListRevisionsRequest, _troupe_v1_ListRevisionsResponse, _troupe_v1_ListRevisionsRequest__Output, _troupe_v1_ListRevisionsResponse__Output>
  PublishDataset: MethodDefinition<_troupe_v1_PublishDatasetRequest, _troupe_v1_DatasetRevision, _troupe_v1_PublishDatasetRequest__Output, _troupe_v1_DatasetRevision__Output>
}
