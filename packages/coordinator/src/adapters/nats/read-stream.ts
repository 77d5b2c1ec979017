/** Reads a part of a stream as it is now, in pages, without leaving anything behind on the server. */
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamManager,
  jetstreamManager,
  type SeqMsgRequest,
} from "@nats-io/jetstream";
import { createInbox, type NatsConnection, nanos } from "@nats-io/transport-node";
import { natsUnreachable } from "./nats-errors.ts";
import { readPushed, type StreamMessage } from "./pushed-message.ts";

export interface StreamPart {
  readonly stream: string;
  /**
   * Only messages of these subjects. Default: all. Not the same as a pattern that all fit: server 2.9 tries that on each
   * subject for each message, and takes seconds for a page.
   */
  readonly subject?: string;
  /** Sequence of the first message wanted. Default: 1. */
  readonly from?: number;
  /** Without what the messages hold beside their headers, as far as that saves anything. */
  readonly headersOnly?: boolean;
}

const pageMessages = 256;
/** A consumer that was left behind, since this process was killed, goes by itself. */
const forgottenAfterMs = 10_000;
/** A server that says nothing for so long does not answer. */
const patienceMs = 3000;
const firstEndCode = 400;

/**
 * Ends with the last message that was acknowledged to its writer. Pages come from any replica, which may lie behind, and
 * pass a network that may lose some of them; what they lack comes from the leader, one by one.
 */
export async function* readStream(connection: NatsConnection, part: StreamPart): AsyncGenerator<StreamMessage> {
  const { stream, subject: wanted = ">" } = part;
  const manager = await jetstreamManager(connection, { checkAPI: false });
  let next = Math.max(1, part.from ?? 1);
  for await (const message of readPages(connection, manager, { ...part, from: next })) {
    next = message.seq + 1;
    yield message;
  }
  for (;;) {
    const query: SeqMsgRequest & { readonly next_by_subj: string } = { seq: next, next_by_subj: wanted };
    const stored = await manager.streams.getMessage(stream, query);
    if (stored === null) return;
    const { subject, data, header: headers, seq } = stored;
    next = seq + 1;
    yield { subject, data, headers, seq };
  }
}

/** Ends early where a message was lost on its way. */
async function* readPages(
  connection: NatsConnection,
  manager: JetStreamManager,
  { stream, subject, from = 1, headersOnly = false }: StreamPart,
): AsyncGenerator<StreamMessage> {
  const info = await manager.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    inactive_threshold: nanos(forgottenAfterMs),
    mem_storage: true,
    num_replicas: 1,
    ...(subject === undefined ? {} : { filter_subject: subject }),
    ...(headersOnly ? { headers_only: true } : {}),
  });
  try {
    for (let delivered = 0; delivered < info.num_pending; ) {
      const batch = Math.min(info.num_pending - delivered, pageMessages);
      const page = await fetchPage(connection, stream, info.name, { batch, delivered });
      yield* page.messages;
      if (page.isTorn || page.messages.length === 0) return;
      delivered += page.messages.length;
    }
  } finally {
    manager.consumers.delete(stream, info.name).catch(() => {
      // It goes by itself.
    });
  }
}

interface Page {
  /** In order, without a hole. */
  readonly messages: readonly StreamMessage[];
  /** Something after them was sent and did not come. */
  readonly isTorn: boolean;
}

/**
 * What a consumer has now, after so many that it delivered; fewer where messages were dropped from the stream meanwhile.
 * Rejects if the server falls silent.
 */
async function fetchPage(
  connection: NatsConnection,
  stream: string,
  consumer: string,
  { batch, delivered }: { readonly batch: number; readonly delivered: number },
): Promise<Page> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // By their place in what the consumer delivers: that has no holes, unlike the stream's own sequence.
  const found = new Map<number, StreamMessage>();
  const inbox = createInbox();
  const subscription = connection.subscribe(inbox, {
    callback: (error, received) => {
      if (error !== null) return reject(error);
      silence.refresh();
      const pushed = readPushed(connection, received);
      if (pushed.type === "message") found.set(pushed.delivered, pushed.message);
      // Any status but a heartbeat says that there is no more.
      if (found.has(delivered + batch) || (received.headers?.code ?? 0) >= firstEndCode) resolve();
    },
  });
  // What came before a silence is of use.
  const silence = setTimeout(() => (found.size > 0 ? resolve() : reject(natsUnreachable())), patienceMs);
  try {
    const request = JSON.stringify({ batch, no_wait: true });
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, { reply: inbox });
    await promise;
  } finally {
    clearTimeout(silence);
    subscription.unsubscribe();
  }
  const messages: StreamMessage[] = [];
  for (let place = delivered + 1, message = found.get(place); message !== undefined; message = found.get(place)) {
    messages.push(message);
    place += 1;
  }
  return { messages, isTorn: messages.length < found.size };
}
