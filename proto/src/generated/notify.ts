import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { ListNotificationsRequest as _troupe_v1_ListNotificationsRequest, ListNotificationsRequest__Output as _troupe_v1_ListNotificationsRequest__Output } from './troupe/v1/ListNotificationsRequest.ts';
import type { ListNotificationsResponse as _troupe_v1_ListNotificationsResponse, ListNotificationsResponse__Output as _troupe_v1_ListNotificationsResponse__Output } from './troupe/v1/ListNotificationsResponse.ts';
import type { Notification as _troupe_v1_Notification, Notification__Output as _troupe_v1_Notification__Output } from './troupe/v1/Notification.ts';
import type { NotifyServiceClient as _troupe_v1_NotifyServiceClient, NotifyServiceDefinition as _troupe_v1_NotifyServiceDefinition } from './troupe/v1/NotifyService.ts';
import type { TestConnectionRequest as _troupe_v1_TestConnectionRequest, TestConnectionRequest__Output as _troupe_v1_TestConnectionRequest__Output } from './troupe/v1/TestConnectionRequest.ts';
import type { TestConnectionResponse as _troupe_v1_TestConnectionResponse, TestConnectionResponse__Output as _troupe_v1_TestConnectionResponse__Output } from './troupe/v1/TestConnectionResponse.ts';

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
      ListNotificationsRequest: MessageTypeDefinition<_troupe_v1_ListNotificationsRequest, _troupe_v1_ListNotificationsRequest__Output>
      ListNotificationsResponse: MessageTypeDefinition<_troupe_v1_ListNotificationsResponse, _troupe_v1_ListNotificationsResponse__Output>
      Notification: MessageTypeDefinition<_troupe_v1_Notification, _troupe_v1_Notification__Output>
      NotificationState: EnumTypeDefinition
      NotifyService: SubtypeConstructor<typeof grpc.Client, _troupe_v1_NotifyServiceClient> & { service: _troupe_v1_NotifyServiceDefinition }
      TestConnectionRequest: MessageTypeDefinition<_troupe_v1_TestConnectionRequest, _troupe_v1_TestConnectionRequest__Output>
      TestConnectionResponse: MessageTypeDefinition<_troupe_v1_TestConnectionResponse, _troupe_v1_TestConnectionResponse__Output>
    }
  }
}

