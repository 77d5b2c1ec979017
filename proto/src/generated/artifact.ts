import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { ArtifactLink as _troupe_v1_ArtifactLink, ArtifactLink__Output as _troupe_v1_ArtifactLink__Output } from './troupe/v1/ArtifactLink.ts';
import type { ArtifactServiceClient as _troupe_v1_ArtifactServiceClient, ArtifactServiceDefinition as _troupe_v1_ArtifactServiceDefinition } from './troupe/v1/ArtifactService.ts';
import type { DownloadRequest as _troupe_v1_DownloadRequest, DownloadRequest__Output as _troupe_v1_DownloadRequest__Output } from './troupe/v1/DownloadRequest.ts';
import type { DownloadResponse as _troupe_v1_DownloadResponse, DownloadResponse__Output as _troupe_v1_DownloadResponse__Output } from './troupe/v1/DownloadResponse.ts';
import type { GetLineageRequest as _troupe_v1_GetLineageRequest, GetLineageRequest__Output as _troupe_v1_GetLineageRequest__Output } from './troupe/v1/GetLineageRequest.ts';
import type { Lineage as _troupe_v1_Lineage, Lineage__Output as _troupe_v1_Lineage__Output } from './troupe/v1/Lineage.ts';
import type { ListArtifactsRequest as _troupe_v1_ListArtifactsRequest, ListArtifactsRequest__Output as _troupe_v1_ListArtifactsRequest__Output } from './troupe/v1/ListArtifactsRequest.ts';
import type { ListArtifactsResponse as _troupe_v1_ListArtifactsResponse, ListArtifactsResponse__Output as _troupe_v1_ListArtifactsResponse__Output } from './troupe/v1/ListArtifactsResponse.ts';
import type { LocateRequest as _troupe_v1_LocateRequest, LocateRequest__Output as _troupe_v1_LocateRequest__Output } from './troupe/v1/LocateRequest.ts';
import type { LocateResponse as _troupe_v1_LocateResponse, LocateResponse__Output as _troupe_v1_LocateResponse__Output } from './troupe/v1/LocateResponse.ts';
import type { StatRequest as _troupe_v1_StatRequest, StatRequest__Output as _troupe_v1_StatRequest__Output } from './troupe/v1/StatRequest.ts';
import type { StatResponse as _troupe_v1_StatResponse, StatResponse__Output as _troupe_v1_StatResponse__Output } from './troupe/v1/StatResponse.ts';
import type { UploadRequest as _troupe_v1_UploadRequest, UploadRequest__Output as _troupe_v1_UploadRequest__Output } from './troupe/v1/UploadRequest.ts';
import type { UploadResponse as _troupe_v1_UploadResponse, UploadResponse__Output as _troupe_v1_UploadResponse__Output } from './troupe/v1/UploadResponse.ts';

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
      ArtifactLink: MessageTypeDefinition<_troupe_v1_ArtifactLink, _troupe_v1_ArtifactLink__Output>
      ArtifactRole: EnumTypeDefinition
      ArtifactService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_ArtifactServiceClient> & { service: _troupe_v1_ArtifactServiceDefinition }
      DownloadRequest: MessageTypeDefinition<_troupe_v1_DownloadRequest, _troupe_v1_DownloadRequest__Output>
      DownloadResponse: MessageTypeDefinition<_troupe_v1_DownloadResponse, _troupe_v1_DownloadResponse__Output>
      GetLineageRequest: MessageTypeDefinition<_troupe_v1_GetLineageRequest, _troupe_v1_GetLineageRequest__Output>
      Lineage: MessageTypeDefinition<_troupe_v1_Lineage, _troupe_v1_Lineage__Output>
      ListArtifactsRequest: MessageTypeDefinition<_troupe_v1_ListArtifactsRequest, _troupe_v1_ListArtifactsRequest__Output>
      ListArtifactsResponse: MessageTypeDefinition<_troupe_v1_ListArtifactsResponse, _troupe_v1_ListArtifactsResponse__Output>
      LocateRequest: MessageTypeDefinition<_troupe_v1_LocateRequest, _troupe_v1_LocateRequest__Output>
      LocateResponse: MessageTypeDefinition<_troupe_v1_LocateResponse, _troupe_v1_LocateResponse__Output>
      StatRequest: MessageTypeDefinition<_troupe_v1_StatRequest, _troupe_v1_StatRequest__Output>
      StatResponse: MessageTypeDefinition<_troupe_v1_StatResponse, _troupe_v1_StatResponse__Output>
      UploadRequest: MessageTypeDefinition<_troupe_v1_UploadRequest, _troupe_v1_UploadRequest__Output>
      UploadResponse: MessageTypeDefinition<_troupe_v1_UploadResponse, _troupe_v1_UploadResponse__Output>
    }
  }
}

