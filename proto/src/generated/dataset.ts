import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Dataset as _troupe_v1_Dataset, Dataset__Output as _troupe_v1_Dataset__Output } from './troupe/v1/Dataset.ts';
import type { DatasetRevision as _troupe_v1_DatasetRevision, DatasetRevision__Output as _troupe_v1_DatasetRevision__Output } from './troupe/v1/DatasetRevision.ts';
import type { DatasetServiceClient as _troupe_v1_DatasetServiceClient, DatasetServiceDefinition as _troupe_v1_DatasetServiceDefinition } from './troupe/v1/DatasetService.ts';
import type { GetDatasetRequest as _troupe_v1_GetDatasetRequest, GetDatasetRequest__Output as _troupe_v1_GetDatasetRequest__Output } from './troupe/v1/GetDatasetRequest.ts';
import type { ListDatasetsRequest as _troupe_v1_ListDatasetsRequest, ListDatasetsRequest__Output as _troupe_v1_ListDatasetsRequest__Output } from './troupe/v1/ListDatasetsRequest.ts';
import type { ListDatasetsResponse as _troupe_v1_ListDatasetsResponse, ListDatasetsResponse__Output as _troupe_v1_ListDatasetsResponse__Output } from './troupe/v1/ListDatasetsResponse.ts';
import type { ListRevisionsRequest as _troupe_v1_ListRevisionsRequest, ListRevisionsRequest__Output as _troupe_v1_ListRevisionsRequest__Output } from './troupe/v1/ListRevisionsRequest.ts';
import type { ListRevisionsResponse as _troupe_v1_ListRevisionsResponse, ListRevisionsResponse__Output as _troupe_v1_ListRevisionsResponse__Output } from './troupe/v1/ListRevisionsResponse.ts';
import type { PublishDatasetRequest as _troupe_v1_PublishDatasetRequest, PublishDatasetRequest__Output as _troupe_v1_PublishDatasetRequest__Output } from './troupe/v1/PublishDatasetRequest.ts';

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
      Dataset: MessageTypeDefinition<_troupe_v1_Dataset, _troupe_v1_Dataset__Output>
      DatasetRevision: MessageTypeDefinition<_troupe_v1_DatasetRevision, _troupe_v1_DatasetRevision__Output>
      DatasetService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_DatasetServiceClient> & { service: _troupe_v1_DatasetServiceDefinition }
      GetDatasetRequest: MessageTypeDefinition<_troupe_v1_GetDatasetRequest, _troupe_v1_GetDatasetRequest__Output>
      ListDatasetsRequest: MessageTypeDefinition<_troupe_v1_ListDatasetsRequest, _troupe_v1_ListDatasetsRequest__Output>
      ListDatasetsResponse: MessageTypeDefinition<_troupe_v1_ListDatasetsResponse, _troupe_v1_ListDatasetsResponse__Output>
      ListRevisionsRequest: MessageTypeDefinition<_troupe_v1_ListRevisionsRequest, _troupe_v1_ListRevisionsRequest__Output>
      ListRevisionsResponse: MessageTypeDefinition<_troupe_v1_ListRevisionsResponse, _troupe_v1_ListRevisionsResponse__Output>
      PublishDatasetRequest: MessageTypeDefinition<_troupe_v1_PublishDatasetRequest, _troupe_v1_PublishDatasetRequest__Output>
    }
  }
}

