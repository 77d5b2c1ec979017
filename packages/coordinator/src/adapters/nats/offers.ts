/**
 * Offers over NATS, each to its agent's own subject: a queue group would go on giving work to one that hangs.
 *
 * What the client cannot send it would keep without a limit, and throw away when it reconnects. So nothing is published
 * while no server is there, and no more than `unflushedBytes` before the server has answered for what went before.
 */
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { unreachable } from "@troupe/core";
import type { Leader, OfferPath, PathMessage } from "@troupe/engine";
import { type CoordinatorMessage, encodeCoordinatorMessage, offerHeaders, offerSubject } from "@troupe/proto";
import { inlineOffer } from "../../api/session/to-agent.ts";
import type { NatsLink } from "./connection.ts";

const limits = {
  unflushedBytes: 4 * 1024 * 1024,
  /** Of a server that does not say. */
  payloadBytes: 1024 * 1024,
  /** Room for the headers, which count too. */
  headerBytes: 1024,
} as const;

export class NatsOfferPath implements OfferPath {
  readonly name = "nats";
  readonly #link: NatsLink;
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
    const bytes = encodeCoordinatorMessage(written);
    const { max_payload: most = limits.payloadBytes } = connection.info ?? {};
    if (bytes.length + limits.headerBytes > most) return false;
    if (this.#unflushed + bytes.length > limits.unflushedBytes) return false;
    connection.publish(offerSubject(from.clusterId, agentId), bytes, { headers: headersOf(from, message) });
    this.#unflushed += bytes.length;
    if (!this.#isFlushing) void this.#flush();
    return true;
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    while (this.#unflushed > 0) {
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

function headersOf({ clusterId, term }: Leader, message: PathMessage): MsgHdrs {
  const all = headers();
  all.set(offerHeaders.cluster, clusterId);
  all.set(offerHeaders.term, String(term));
  if (message.type === "Offer" && message.spec.traceparent !== null)
    all.set(offerHeaders.traceparent, message.spec.traceparent);
  return all;
}
