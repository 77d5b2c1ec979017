/** A server-streaming method as an HTTP response: events for messages, plain bytes for a download. */
import { setTimeout as delay } from "node:timers/promises";
import { TroupeError } from "@troupe/core";
import type { FastifyReply } from "fastify";
import { pump } from "../../api/pump.ts";
import { formatEvent, heads, openEventStream } from "./event-stream.ts";

/** An error within this time has its HTTP status; a later one comes as an event. */
const headDelayMs = 1000;

export interface CallStream<Message> {
  readonly items: AsyncIterable<Message>;
  readonly signal: AbortSignal;
  readonly stallLimitMs: number;
}

export interface EventFormat<Message> {
  readonly data: (message: Message) => unknown;
  readonly id: (message: Message) => string | undefined;
  /** What went wrong, as JSON. */
  readonly failure: (error: unknown) => unknown;
}

/** Throws what the first message throws; after that it answers and never throws. */
export async function sendEvents<Message>(
  reply: FastifyReply,
  { items, signal, stallLimitMs }: CallStream<Message>,
  { data, id, failure }: EventFormat<Message>,
): Promise<void> {
  const peeked = await peek(items);
  reply.hijack();
  const quiet = openEventStream(reply);
  async function* events(): AsyncGenerator<string> {
    for await (const message of peeked) yield formatEvent({ id: id(message), data: data(message) });
    signal.throwIfAborted();
    yield formatEvent({ type: "end", data: {} });
  }
  try {
    await pump(events(), reply.raw, signal, stallLimitMs);
    signal.throwIfAborted();
  } catch (error) {
    if (!isStalled(error)) reply.raw.write(formatEvent({ type: "failure", data: failure(error) }));
    else reply.raw.destroy();
  } finally {
    quiet();
    reply.raw.end();
  }
}

/** Bytes as they are. One that breaks off in the middle has no proper end, so that nobody takes it for whole. */
export async function sendBytes(
  reply: FastifyReply,
  { items, signal, stallLimitMs }: CallStream<Uint8Array>,
): Promise<void> {
  const peeked = await peek(items);
  reply.hijack();
  reply.raw.writeHead(200, {
    ...heads(reply),
    "content-type": "application/octet-stream",
    "content-disposition": "attachment",
    "content-security-policy": "sandbox",
  });
  try {
    await pump(peeked, reply.raw, signal, stallLimitMs);
    signal.throwIfAborted();
    reply.raw.end();
  } catch {
    reply.raw.destroy();
  }
}

/** Waits a little for the first item, and gives back all of them. */
async function peek<Item>(items: AsyncIterable<Item>): Promise<AsyncIterable<Item>> {
  const iterator = items[Symbol.asyncIterator]();
  const first = iterator.next();
  await Promise.race([first, delay(headDelayMs, undefined, { ref: false })]);
  async function* all(): AsyncGenerator<Item> {
    try {
      for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return all();
}

function isStalled(error: unknown): boolean {
  return error instanceof TroupeError && error.code === "READER_TOO_SLOW";
}
