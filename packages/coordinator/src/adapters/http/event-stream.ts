/** Server-sent events: what a browser's EventSource reads. */
import type { FastifyReply } from "fastify";

/** Proxies and browsers give up on connections that stay silent. */
const keepAliveMs = 15_000;

export interface ServerEvent {
  readonly id?: string | undefined;
  /** Absent: "message". */
  readonly type?: "failure" | "end";
  /** As JSON. */
  readonly data: string;
}

export function formatEvent({ id, type, data }: ServerEvent): string {
  const lines = [
    ...(type === undefined ? [] : [`event: ${type}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${data}`,
  ];
  return `${lines.join("\n")}\n\n`;
}

/** Sends the head, and comments while nothing else is sent. Answers the way to stop that. */
export function openEventStream(reply: FastifyReply): () => void {
  reply.raw.writeHead(200, { ...heads(reply), "content-type": "text/event-stream", "x-accel-buffering": "no" });
  reply.raw.flushHeaders();
  const timer = setInterval(() => {
    if (!reply.raw.writableNeedDrain) reply.raw.write(":\n\n");
  }, keepAliveMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The headers that were set on the reply: a hijacked one sends them no more by itself. */
export function heads(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
