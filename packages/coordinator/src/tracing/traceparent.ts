/** W3C trace context, version 00: `00-<trace id>-<parent span id>-<flags>`. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Later versions may append fields; those of version 00 stay where they are. */
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const sampledFlag = 1;

/** Undefined if the text is no valid traceparent: the specification asks to carry on as if there were none. */
export function parseTraceparent(text: string | null): SpanContext | undefined {
  const [, version, traceId = "", spanId = "", flags = "", rest] = pattern.exec(text?.trim() ?? "") ?? [];
  if (version === undefined || version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (isZero(traceId) || isZero(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & sampledFlag) !== 0 };
}

export function formatTraceparent({ traceId, spanId, sampled }: SpanContext): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

function isZero(hex: string): boolean {
  return /^0+$/.test(hex);
}
