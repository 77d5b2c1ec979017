/**
 * A stream between two processes, as TCP gives it: in order and without loss, until it breaks; then whatever was on its
 * way is lost, and each side notices on its own, at once if the other process died, else by keepalive.
 */
import type { Network, Node } from "./network.ts";

export interface ConnectionEnd<In> {
  message(message: In): void;
  /** Once, and last. */
  closed(reason: string): void;
}

type Side = "client" | "server";

export class Connection<Up, Down> {
  readonly #network: Network;
  readonly #nodes: Readonly<Record<Side, Node>>;
  readonly #ends: { client: ConnectionEnd<Down>; server: ConnectionEnd<Up> | undefined };
  readonly #closed: Record<Side, boolean> = { client: false, server: false };
  /** When the last message of each direction arrives: none overtakes it. */
  readonly #arrivesAt: Record<Side, number> = { client: 0, server: 0 };
  #isBroken = false;

  constructor(network: Network, client: Node, server: Node, end: ConnectionEnd<Down>) {
    this.#network = network;
    this.#nodes = { client, server };
    this.#ends = { client: end, server: undefined };
    this.#watch();
  }

  accept(end: ConnectionEnd<Up>): void {
    this.#ends.server = end;
  }

  up(message: Up): void {
    this.#carry("server", () => this.#ends.server?.message(message));
  }

  down(message: Down): void {
    this.#carry("client", () => this.#ends.client.message(message));
  }

  /** One side ends it in good order: what it sent before arrives first. */
  end(by: Side, reason: string): void {
    this.#carry(other(by), () => this.#close(other(by), reason));
    this.#close(by, reason);
  }

  /** At once, with whatever was on its way. */
  abort(by: Side, reason: string): void {
    this.#isBroken = true;
    this.#later(other(by), this.#network.delay(), () => this.#close(other(by), reason));
    this.#close(by, reason);
  }

  #carry(to: Side, deliver: () => void): void {
    if (this.#isBroken || this.#closed[other(to)]) return;
    if (this.#isCut()) return this.#break();
    const now = this.#network.clock.monotonic();
    const at = Math.max(this.#arrivesAt[to], now + this.#network.delay());
    this.#arrivesAt[to] = at;
    this.#later(to, at - now, () => {
      if (!this.#isBroken && !this.#closed[to]) deliver();
    });
  }

  /** Keepalive: finds a process that is gone or stands still, and a network that is cut. */
  #watch(): void {
    this.#network.clock.after(2000, () => {
      if (this.#isBroken || (this.#closed.client && this.#closed.server)) return;
      const { client, server } = this.#nodes;
      if (this.#isCut() || !client.clock.isRunning || !server.clock.isRunning) this.#break();
      else this.#watch();
    });
  }

  #break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    for (const side of ["client", "server"] as const)
      this.#later(side, this.#network.noticeMs(), () => this.#close(side, "the connection broke"));
  }

  #close(side: Side, reason: string): void {
    if (this.#closed[side]) return;
    this.#closed[side] = true;
    this.#ends[side]?.closed(reason);
  }

  #later(side: Side, ms: number, call: () => void): void {
    this.#network.clock.after(ms, () => this.#nodes[side].clock.run(call));
  }

  #isCut(): boolean {
    return this.#network.isCut(this.#nodes.client.name, this.#nodes.server.name);
  }
}

function other(side: Side): Side {
  return side === "client" ? "server" : "client";
}
