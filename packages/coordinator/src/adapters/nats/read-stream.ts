/** Reads a part of a stream as it is now, in pages, without leaving anything behind on the server. */
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  type SeqMsgRequest,
} from "@nats-io/jetstream";
import { type NatsConnection, nanos } from "@nats-io/transport-node";
import type { StreamMessage } from "./pushed-message.ts";

export interface StreamPart {
  readonly stream: string;
  /** Only messages of these subjects: `troupe.c.feed.*`. */
  readonly subject: string;
  /** Sequence of the first message wanted. Default: 1. */
  readonly from?: number;
  /** Without what the messages hold beside their headers, as far as that saves anything. */
  readonly headersOnly?: boolean;
}

const pageMessages = 256;
/** A consumer that was left behind, since this process was killed, goes by itself. */
const forgottenAfterMs = 10_000;
/** Messages that were there when the reading began and are gone by now never come. */
const patienceMs = 2000;

/**
 * Ends with the last message that was acknowledged to its writer. Pages come from any replica, which may lie behind; what
 * it lacks comes from the leader, one by one.
 */
export async function* readStream(connection: NatsConnection, part: StreamPart): AsyncGenerator<StreamMessage> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  let next = Math.max(1, part.from ?? 1);
  for await (const message of readPages(connection, manager, { ...part, from: next })) {
    next = message.seq + 1;
    yield message;
  }
  for (;;) {
    const query: SeqMsgRequest & { readonly next_by_subj: string } = { seq: next, next_by_subj: part.subject };
    const stored = await manager.streams.getMessage(part.stream, query);
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
    filter_subject: subject,
    ...(headersOnly ? { headers_only: true } : {}),
  });
  try {
    const consumer = jetstream(connection).consumers.getConsumerFromInfo(info);
    for (let left = info.num_pending; left > 0; ) {
      const wanted = Math.min(left, pageMessages);
      const page = await consumer.fetch({ max_messages: wanted, expires: patienceMs });
      let got = 0;
      for await (const message of page) {
        got += 1;
        left = Math.min(left - 1, message.info.pending);
        yield message;
      }
      if (got < wanted) return;
    }
  } finally {
    manager.consumers.delete(stream, info.name).catch(() => {
      // It goes by itself.
    });
  }
}
