/** A server-streaming method as an HTTP response: events for messages, plain bytes for a download. */
import { setTimeout as delay } from "node:timers/promises";
import { TroupeError } from "@troupe/core";
import type { FastifyReply } from "fastify";
import { pump } from "../../api/pump.ts";
import { formatEvent, heads, openEventStream } from "./event-stream.ts";
import type { Streamed } from "./route.ts";

/** An error within this time has its HTTP status; a later one comes as an event. */
const headDelayMs = 1000;

export interface CallStream<Message> {
  readonly items: AsyncIterable<Message>;
  readonly signal: AbortSignal;
  readonly stallLimitMs: number;
}

/** Throws what the first message throws; after that it answers and never throws. */
export async function sendEvents(
  reply: FastifyReply,
  { items, signal, stallLimitMs }: CallStream<Streamed>,
  failure: (error: unknown) => object,
): Promise<void> {
  const { all } = await peek(items);
  reply.hijack();
  const quiet = openEventStream(reply);
  async function* events(): AsyncGenerator<string> {
    for await (const { id, json } of all) yield formatEvent({ id, data: json });
    signal.throwIfAborted();
    yield formatEvent({ type: "end", data: "{}" });
  }
  try {
    await pump(events(), reply.raw, signal, stallLimitMs);
    signal.throwIfAborted();
  } catch (error) {
    if (!isStalled(error)) reply.raw.write(formatEvent({ type: "failure", data: JSON.stringify(failure(error)) }));
    else reply.raw.destroy();
  } finally {
    quiet();
    reply.raw.end();
  }
}

export interface ByteFormat<Message> {
  readonly type: string;
  readonly data: (message: Message) => Uint8Array;
  /** Headers that tell of the first message; undefined where none came yet. */
  readonly heads?: (first: Message | undefined) => Readonly<Record<string, string>>;
}

/** Bytes as they are. One that breaks off in the middle has no proper end, so that nobody takes it for whole. */
export async function sendBytes<Message>(
  reply: FastifyReply,
  { items, signal, stallLimitMs }: CallStream<Message>,
  format: ByteFormat<Message>,
): Promise<void> {
  const { first, all } = await peek(items);
  reply.hijack();
  reply.raw.writeHead(200, {
    ...heads(reply),
    ...format.heads?.(first),
    "content-type": format.type,
    "content-disposition": "attachment",
    "content-security-policy": "sandbox",
  });
  // Whoever follows a log that is silent sees that it is there.
  reply.raw.flushHeaders();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const message of all) yield format.data(message);
  }
  try {
    await pump(bytes(), reply.raw, signal, stallLimitMs);
    signal.throwIfAborted();
    reply.raw.end();
  } catch {
    reply.raw.destroy();
  }
}

/** Waits a little for the first item, and gives it back if it came, and all of them. */
async function peek<Item>(
  items: AsyncIterable<Item>,
): Promise<{ readonly first: Item | undefined; readonly all: AsyncIterable<Item> }> {
  const iterator = items[Symbol.asyncIterator]();
  const first = iterator.next();
  const peeked = await Promise.race([first, delay(headDelayMs, undefined, { ref: false })]);
  async function* all(): AsyncGenerator<Item> {
    try {
      for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { first: peeked?.done === false ? peeked.value : undefined, all: all() };
}

function isStalled(error: unknown): boolean {
  return error instanceof TroupeError && error.code === "READER_TOO_SLOW";
}
