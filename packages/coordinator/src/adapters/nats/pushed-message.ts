/** What a push consumer sends: messages of its stream, and between them signs of life and requests to keep pace. */
import type { JsMsg } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";

/** A message as the stream has it. */
export type StreamMessage = Pick<JsMsg, "subject" | "data" | "headers" | "seq">;

export type Pushed =
  | { readonly type: "message"; readonly message: StreamMessage; readonly delivered: number }
  /** How many messages were sent before it. */
  | { readonly type: "heartbeat"; readonly delivered: number }
  | { readonly type: "other" };

const controlCode = 100;

/** Answers requests to keep pace by itself: it is called for each message in turn, when those before are handled. */
export function readPushed(connection: NatsConnection, message: Msg): Pushed {
  const { headers } = message;
  if (headers?.code === controlCode) {
    const stalled = headers.get("Nats-Consumer-Stalled");
    if (message.reply) message.respond();
    else if (stalled !== "") connection.publish(stalled);
    const delivered = headers.get("Nats-Last-Consumer");
    return delivered === "" ? { type: "other" } : { type: "heartbeat", delivered: Number(delivered) };
  }
  const place = placeOf(message.reply ?? "");
  if (place === undefined) return { type: "other" };
  const { subject, data } = message;
  return {
    type: "message",
    message: { subject, data, headers: headers as JsMsg["headers"], seq: place.sequence },
    delivered: place.delivered,
  };
}

/**
 * From the subject for acknowledgements: `$JS.ACK.<stream>.<consumer>.<times>.<sequence>.<delivered>.<time>.<pending>`;
 * newer servers have domain and account before the stream, and may have more at the end.
 */
function placeOf(reply: string): { readonly sequence: number; readonly delivered: number } | undefined {
  const tokens = reply.split(".");
  if (tokens[0] !== "$JS" || tokens[1] !== "ACK") return undefined;
  const start = tokens.length === 9 ? 5 : 7;
  const [sequence, delivered] = tokens.slice(start, start + 2).map(Number);
  return sequence === undefined || delivered === undefined ? undefined : { sequence, delivered };
}
