/**
 * The address of a trace, or of a moment in it: `template` has {traceId}, and {find} where the tracing system takes a text
 * to look for (Jaeger: http://jaeger:16686/trace/{traceId}?uiFind={find}).
 */
export function traceAddress(template: string, traceId: string, find = ""): string | undefined {
  if (template === "" || traceId === "") return undefined;
  const address = template.replaceAll("{traceId}", traceId).replaceAll("{find}", encodeURIComponent(find));
  // What an operator sets is a link to be followed, and nothing that a browser would run.
  return /^https?:\/\//i.test(address) ? address : undefined;
}
