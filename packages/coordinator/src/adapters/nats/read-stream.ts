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
 * Ends with the last message that was acknowledged to its writer. Pages come from any replica, which may lie behind; what
 * it lacks comes from the leader, one by one.
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
    for (let left = info.num_pending; left > 0; ) {
      const page = await fetchPage(connection, stream, info.name, Math.min(left, pageMessages));
      yield* page;
      if (page.length === 0) return;
      left -= page.length;
    }
  } finally {
    manager.consumers.delete(stream, info.name).catch(() => {
      // It goes by itself.
    });
  }
}

/** What a consumer has now; fewer where messages were dropped meanwhile. Rejects if the server falls silent. */
async function fetchPage(
  connection: NatsConnection,
  stream: string,
  consumer: string,
  batch: number,
): Promise<readonly StreamMessage[]> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const found: StreamMessage[] = [];
  const inbox = createInbox();
  const subscription = connection.subscribe(inbox, {
    callback: (error, received) => {
      if (error !== null) return reject(error);
      silence.refresh();
      const pushed = readPushed(connection, received);
      if (pushed.type === "message") found.push(pushed.message);
      // Any status but a heartbeat says that there is no more.
      if (found.length === batch || (received.headers?.code ?? 0) >= firstEndCode) resolve();
    },
  });
  const silence = setTimeout(() => reject(natsUnreachable()), patienceMs);
  try {
    const request = JSON.stringify({ batch, no_wait: true });
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, { reply: inbox });
    await promise;
    return found;
  } finally {
    clearTimeout(silence);
    subscription.unsubscribe();
  }
}
