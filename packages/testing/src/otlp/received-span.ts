/** A span as a test wants to see it, whatever protocol it came by. */
import type { OtlpKeyValue, OtlpRequest, OtlpSpan, OtlpValue } from "./trace-messages.ts";

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Null: a root. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";
  /** Milliseconds since the epoch, exact to the microsecond. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: ReceivedAttributes;
  readonly events: readonly ReceivedEvent[];
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message: string };
  /** Attributes of the resource that it came from. */
  readonly resource: ReceivedAttributes;
  /** Name of the instrumentation scope. */
  readonly scope: string;
}

export interface ReceivedEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: ReceivedAttributes;
}

export type ReceivedValue = string | number | boolean | readonly ReceivedValue[] | ReceivedAttributes;

export interface ReceivedAttributes {
  readonly [key: string]: ReceivedValue;
}

const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const statusCodes = ["unset", "ok", "error"] as const;

export function receivedSpans(request: OtlpRequest): readonly ReceivedSpan[] {
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => receivedSpan(span, attributesOf(resource?.attributes), scope?.name ?? "")),
    ),
  );
}

function receivedSpan(span: OtlpSpan, resource: ReceivedAttributes, scope: string): ReceivedSpan {
  return {
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    parentSpanId: hexOf(span.parentSpanId) || null,
    name: span.name ?? "",
    kind: kinds[span.kind ?? 0] ?? "unspecified",
    startMs: millisOf(span.startTimeUnixNano),
    endMs: millisOf(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).map(({ name, timeUnixNano, attributes }) => ({
      name: name ?? "",
      atMs: millisOf(timeUnixNano),
      attributes: attributesOf(attributes),
    })),
    status: { code: statusCodes[span.status?.code ?? 0] ?? "unset", message: span.status?.message ?? "" },
    resource,
    scope,
  };
}

/** JSON has ids in hex already, protobuf as bytes. */
function hexOf(id: string | Uint8Array | undefined): string {
  return typeof id === "string" ? id : Buffer.from(id ?? []).toString("hex");
}

function millisOf(nanos: string | number | undefined): number {
  return Number(BigInt(nanos ?? 0) / 1000n) / 1000;
}

function attributesOf(pairs: readonly OtlpKeyValue[] | undefined): ReceivedAttributes {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, anyValue(value)]));
}

function anyValue(value: OtlpValue | undefined): ReceivedValue {
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(anyValue);
  if (value?.kvlistValue !== undefined) return attributesOf(value.kvlistValue.values);
  if (value?.bytesValue !== undefined) return hexOf(value.bytesValue);
  if (value?.intValue !== undefined) return Number(value.intValue);
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? "";
}
