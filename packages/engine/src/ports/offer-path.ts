/**
 * A second way down to agents, beside their sessions: it carries offers, the nonces that prove it, and that there is a new leader. Everything on it may
 * get lost, come twice, late, or out of order; it gives no authority.
 */
import type { ToAgent } from "./agent-link.ts";

export interface OfferPath {
  /** As agents name it in their beats: "nats". */
  readonly name: string;
  /** False if it was not taken: nobody is there, too much waits, or it is too long. True promises nothing. */
  send(from: Leader, agentId: string, message: PathMessage): boolean;
}

/** Who says it: agents do not hear a lower term than one that they have seen in the cluster. */
export interface Leader {
  readonly clusterId: string;
  readonly term: number;
}

export type PathMessage =
  | Extract<ToAgent, { type: "Offer" }>
  | { readonly type: "PathNonce"; readonly nonce: number }
  /** Another coordinator leads now, by this term: whoever has a session with one before asks who it is. */
  | { readonly type: "Leads" };
