/** What session and telemetry have in common: one stream on one connection, that ends exactly once. */
import * as grpc from "@grpc/grpc-js";
import { errorDetails } from "@troupe/proto";
import type { SessionEnd } from "../../ports/coordinator-link.ts";
import type { Endpoint } from "./endpoint.ts";

/** How long what was sent may take to leave after the end. */
const endWithinMs = 3000;

export interface DuplexHandlers<Down> {
  message(message: Down): void;
  drained(): void;
  closed(why: SessionEnd): void;
}

export interface DuplexClient<Up, Down> {
  readonly client: grpc.Client;
  readonly call: grpc.ClientDuplexStream<Up, Down>;
}

/** A connection per stream: a new one inherits neither the old one's backoff nor its half-dead socket. */
export class Duplex<Up, Down> {
  readonly #opened: DuplexClient<Up, Down>;
  #answered = false;
  /** Given up on this side: that no answer came says nothing. */
  #isGivenUp = false;

  constructor(endpoint: Endpoint, opened: DuplexClient<Up, Down>, handlers: DuplexHandlers<Down>) {
    const address = endpoint.address;
    const { call, client } = opened;
    this.#opened = opened;
    const patienceMs = endpoint.patienceMs(address);
    const late = setTimeout(() => {
      if (!this.isConnected) call.cancel();
    }, patienceMs).unref();
    call.on("data", (message: Down) => {
      this.#answered = true;
      handlers.message(message);
    });
    call.on("drain", () => handlers.drained());
    // The status says the same, and comes without an error too; unheard, the error would end the process.
    call.on("error", () => undefined);
    call.on("status", (status: grpc.StatusObject) => {
      clearTimeout(late);
      const wasConnected = this.isConnected;
      client.close();
      const details = errorDetails(status);
      const answered = this.#answered || wasConnected || details !== undefined;
      const isHeard = answered || this.#isGivenUp;
      const { term } = termOf(details?.metadata ?? {});
      const leader = endpoint.moveOn(address, details?.metadata.leader || null, isHeard, term);
      handlers.closed({
        reason: describe(status, address, answered),
        ...(details?.reason === "NOT_LEADER" ? { notLeader: { leader, ...(term !== undefined && { term }) } } : {}),
        ...(isHeard ? {} : { remedy: endpoint.remedy(address) }),
      });
    });
  }

  /** A new stream has a new connection: then whoever has taken it is alive. */
  get isConnected(): boolean {
    return this.#opened.client.getChannel().getConnectivityState(false) === grpc.connectivityState.READY;
  }

  /** `left` is called when it has left this process, or never will. */
  send(message: Up, left?: () => void): boolean {
    return this.#opened.call.write(message, left);
  }

  get isDrained(): boolean {
    return !this.#opened.call.writableNeedDrain;
  }

  end(): void {
    this.#opened.call.end();
    setTimeout(() => this.#opened.call.cancel(), endWithinMs).unref();
  }

  abort(): void {
    this.#isGivenUp = true;
    this.#opened.call.cancel();
  }
}

/** Coordinators of another version say no term. */
function termOf({ leader_term: term = "" }: Readonly<Record<string, string>>): { readonly term?: number } {
  return /^\d+$/.test(term) ? { term: Number(term) } : {};
}

function describe(status: grpc.StatusObject, address: string, answered: boolean): string {
  if (status.code === grpc.status.OK) return "the coordinator ended the stream";
  if (status.code === grpc.status.CANCELLED && !answered) return `${address} does not answer`;
  return `${grpc.status[status.code] ?? status.code} from ${address}: ${status.details}`;
}
