/** Our spans as the SDK's exporters take them. The SDK's own way to make a span allows no chosen ids. */
import { type HrTime, type Link, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { TraceSpan } from "../../tracing/trace-span.ts";

const kinds = { server: SpanKind.SERVER, internal: SpanKind.INTERNAL } as const;
const unset = { code: SpanStatusCode.UNSET };

/** A class, for objects of one shape: a literal with optional parts took three times as long. */
export class ExportedSpan implements ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly status: ReadableSpan["status"];
  readonly attributes: ReadableSpan["attributes"];
  readonly events: ReadableSpan["events"];
  readonly links: Link[] = [];
  readonly ended = true;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount = 0;
  readonly #context: SpanContext;

  constructor(span: TraceSpan, resource: Resource, scope: InstrumentationScope) {
    const { traceId, parent, error } = span;
    this.#context = { traceId, spanId: span.spanId, traceFlags: TraceFlags.SAMPLED };
    if (parent !== null)
      this.parentSpanContext = {
        traceId,
        spanId: parent.spanId,
        traceFlags: TraceFlags.SAMPLED,
        isRemote: parent.remote,
      };
    this.name = span.name;
    this.kind = kinds[span.kind];
    this.startTime = hrTime(span.startedAt);
    this.endTime = hrTime(span.endedAt);
    this.duration = hrTime(span.endedAt - span.startedAt);
    this.status = error === null ? unset : { code: SpanStatusCode.ERROR, message: error };
    this.attributes = span.attributes;
    this.events = span.events.map(({ name, at, attributes }) => ({ name, time: hrTime(at), attributes }));
    this.droppedEventsCount = span.droppedEvents;
    this.resource = resource;
    this.instrumentationScope = scope;
  }

  spanContext(): SpanContext {
    return this.#context;
  }
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
