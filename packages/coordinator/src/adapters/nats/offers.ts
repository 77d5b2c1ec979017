/**
 * Offers over NATS, each to its agent's own subject: a queue group would go on giving work to one that hangs. What one
 * turn of the event loop has for one agent goes together.
 *
 * What the client cannot send it would keep without a limit, and throw away when it reconnects. So nothing is published
 * while no server is there, and no more than `unflushedBytes` before the server has answered for what went before.
 */
import { setTimeout as wait } from "node:timers/promises";
import { headers, type MsgHdrs, type NatsConnection } from "@nats-io/transport-node";
import { unreachable } from "@troupe/core";
import type { Leader, OfferPath, PathMessage } from "@troupe/engine";
import { type CoordinatorMessage, encodeCoordinatorMessage, offerHeaders, offerSubject } from "@troupe/proto";
import { envelopeOf, inlineOffer, lengthOf } from "../../api/session/to-agent.ts";
import type { NatsLink } from "./connection.ts";

const limits = {
  unflushedBytes: 4 * 1024 * 1024,
  /** Of a server that does not say. */
  payloadBytes: 1024 * 1024,
  /** Room for the headers, which count too. */
  headerBytes: 1024,
  /** Characters of a batch; what is longer goes alone, and is measured. */
  batchLength: 64 * 1024,
  /** Of a character. */
  bytesAtMost: 3,
  /** The server is asked no more often whether it is keeping up: each time costs as much as an offer. */
  flushEveryMs: 20,
} as const;

interface Batch {
  readonly from: Leader;
  readonly agentId: string;
  readonly messages: CoordinatorMessage[];
  length: number;
}

export class NatsOfferPath implements OfferPath {
  readonly name = "nats";
  readonly #link: NatsLink;
  /** Of this turn of the loop, by agent. */
  readonly #batches = new Map<string, Batch>();
  /** Characters in them. */
  #waiting = 0;
  /** Published, and not known to have reached the server. */
  #unflushed = 0;
  #isFlushing = false;

  constructor(link: NatsLink) {
    this.#link = link;
  }

  send(from: Leader, agentId: string, message: PathMessage): boolean {
    if (!this.#link.isUp) return false;
    const { connection } = this.#link;
    const written = write(from, message);
    if (written === undefined) return false;
    const length = lengthOf(written);
    if (this.#unflushed + this.#waiting + length > limits.unflushedBytes) return false;
    const room = payloadOf(connection);
    const most = Math.min(limits.batchLength, room / limits.bytesAtMost);
    if (length <= most) {
      this.#board({ from, agentId, messages: [written], length }, most);
      return true;
    }
    const bytes = encodeCoordinatorMessage(written);
    return bytes.length <= room && this.#publish({ from, agentId, messages: [written] }, bytes);
  }

  #board(one: Batch, most: number): void {
    if (this.#batches.size === 0) setImmediate(() => this.#departAll());
    const batch = this.#batches.get(one.agentId);
    if (batch !== undefined && batch.from.term === one.from.term && batch.length + one.length <= most) {
      batch.messages.push(...one.messages);
      batch.length += one.length;
    } else {
      if (batch !== undefined) this.#depart(batch);
      this.#batches.set(one.agentId, one);
    }
    this.#waiting += one.length;
  }

  #departAll(): void {
    for (const batch of this.#batches.values()) this.#depart(batch);
    this.#batches.clear();
  }

  /** Without a server it is lost, as it may be on its way: offers are made again. */
  #depart(batch: Batch): void {
    this.#waiting -= batch.length;
    if (this.#link.isUp) this.#publish(batch, encodeCoordinatorMessage(envelopeOf(batch.messages)));
  }

  #publish({ from, agentId, messages }: Omit<Batch, "length">, bytes: Uint8Array): boolean {
    try {
      const subject = offerSubject(from.clusterId, agentId);
      this.#link.connection.publish(subject, bytes, { headers: headersOf(from, messages) });
    } catch {
      // The connection is closing: nobody is there.
      return false;
    }
    this.#unflushed += bytes.length;
    if (!this.#isFlushing) void this.#flush();
    return true;
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    while (this.#unflushed > 0) {
      await wait(limits.flushEveryMs, undefined, { ref: false });
      const bytes = this.#unflushed;
      try {
        await this.#link.connection.flush();
      } catch {
        // The connection is gone, and what waited with it: agents ask again, and offers are made again.
      }
      this.#unflushed -= bytes;
    }
    this.#isFlushing = false;
  }
}

function payloadOf({ info }: NatsConnection): number {
  return (info?.max_payload ?? limits.payloadBytes) - limits.headerBytes;
}

/** Undefined if it cannot stand in one message. */
function write({ clusterId }: Leader, message: PathMessage): CoordinatorMessage | undefined {
  switch (message.type) {
    case "Offer":
      return inlineOffer(message, clusterId);
    case "PathNonce":
      return { beatEcho: { sequence: 0, nonce: message.nonce } };
    case "Leads":
      return { leads: {} };
    default:
      return unreachable(message);
  }
}

/** An attempt that goes alone names its trace to brokers too; of several each offer does so in itself. */
function headersOf({ clusterId, term }: Leader, messages: readonly CoordinatorMessage[]): MsgHdrs {
  const all = headers();
  all.set(offerHeaders.cluster, clusterId);
  all.set(offerHeaders.term, String(term));
  const traceparent = messages.length === 1 ? messages[0]?.offer?.spec?.traceparent : undefined;
  if (traceparent) all.set(offerHeaders.traceparent, traceparent);
  return all;
}
