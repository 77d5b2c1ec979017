/**
 * A second way for offers, beside the session. What comes by it may come twice, late, out of order, or not at all, and from
 * a leader that was deposed: it is a hint, and whoever hears it looks at the term.
 */
import type { FromCoordinator } from "./coordinator-link.ts";

export interface OfferLink {
  /** As beats name it: "nats". */
  readonly path: string;
  /**
   * Hears from now on what is meant for this agent in this cluster, in place of what it heard before. Never throws, and
   * calls `heard` never before it returns. It goes on over lost connections by itself.
   */
  listen(clusterId: string, heard: (hint: Hint) => void): void;
  close(): Promise<void>;
}

export interface Hint {
  readonly clusterId: string;
  /** Of the leader that says so. */
  readonly term: number;
  readonly message: Extract<FromCoordinator, { type: "Offer" | "UnreadableOffer" | "BeatEcho" | "Leads" }>;
}
