/** The messages of OTLP that carry spans: their wire form, and their form as JSON, which differs in the ids alone. */
import protobuf from "protobufjs";

export interface OtlpRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpKeyValue[] };
    readonly scopeSpans?: readonly {
      readonly scope?: { readonly name?: string };
      readonly spans?: readonly OtlpSpan[];
    }[];
  }[];
}

export interface OtlpSpan {
  readonly traceId?: OtlpId;
  readonly spanId?: OtlpId;
  readonly parentSpanId?: OtlpId;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly events?: readonly {
    readonly name?: string;
    readonly timeUnixNano?: string | number;
    readonly attributes?: readonly OtlpKeyValue[];
  }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

/** Hex in JSON, bytes in protobuf. */
export type OtlpId = string | Uint8Array;

export interface OtlpKeyValue {
  readonly key: string;
  readonly value?: OtlpValue;
}

export interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] };
  readonly bytesValue?: OtlpId;
}

/** Fields that a test looks at; a decoder skips the others. */
const schema = `
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Event events = 11;
    Status status = 15;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; Value value = 2; }
  message Value {
    oneof value {
      string string_value = 1;
      bool bool_value = 2;
      int64 int_value = 3;
      double double_value = 4;
      Values array_value = 5;
      KeyValues kvlist_value = 6;
      bytes bytes_value = 7;
    }
  }
  message Values { repeated Value values = 1; }
  message KeyValues { repeated KeyValue values = 1; }
`;

const request = protobuf.parse(schema).root.lookupType("Request");

export function decodeProtobuf(bytes: Uint8Array): OtlpRequest {
  return request.toObject(request.decode(bytes), { longs: String });
}
