/** The trace that a call belongs to, as the W3C writes it. */
import type { CallContext } from "./call-context.ts";
import type { RequestCheck } from "./request-check.ts";

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** Of the request, or else of the call: a broken header is ignored, as the W3C says; a broken field is refused. */
export function traceparentOf(
  check: RequestCheck,
  request: { readonly traceparent: string },
  context: CallContext,
): string | undefined {
  if (request.traceparent !== "") {
    if (!traceparentPattern.test(request.traceparent))
      check.refuse("traceparent", "is no W3C trace context", "Leave it out, or write version-traceid-spanid-flags.");
    return request.traceparent;
  }
  const header = context.header("traceparent");
  return header !== undefined && traceparentPattern.test(header) ? header : undefined;
}
