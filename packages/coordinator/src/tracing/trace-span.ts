/** A span as this folder makes it: ended, with chosen ids and recorded instants. An adapter turns it into a vendor's. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: SpanParent | null;
  readonly name: string;
  /** `server`: the run, as the CI/CD conventions have it; all else is `internal`. */
  readonly kind: "server" | "internal";
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: SpanAttributes;
  readonly events: readonly SpanEvent[];
  /** Events that were more than a span may carry. */
  readonly droppedEvents: number;
  /** Set if the span stands for something that went wrong: what, for a reader. */
  readonly error: string | null;
}

export interface SpanParent {
  readonly spanId: string;
  /** It belongs to the caller of the run, not to Troupe. */
  readonly remote: boolean;
}

export interface SpanEvent {
  readonly name: string;
  readonly at: number;
  readonly attributes: SpanAttributes;
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean | string[]>>;

/** Whoever takes spans over must neither throw nor block. */
export type WriteSpan = (span: TraceSpan) => void;
