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

  constructor(endpoint: Endpoint, opened: DuplexClient<Up, Down>, handlers: DuplexHandlers<Down>) {
    const address = endpoint.address;
    const { call, client } = opened;
    this.#opened = opened;
    call.on("data", (message: Down) => handlers.message(message));
    call.on("drain", () => handlers.drained());
    // The status says the same, and comes without an error too; unheard, the error would end the process.
    call.on("error", () => undefined);
    call.on("status", (status: grpc.StatusObject) => {
      client.close();
      const details = errorDetails(status);
      const leader = details?.metadata.leader || null;
      endpoint.moveOn(address, leader);
      const reason = status.code === grpc.status.OK ? "the coordinator ended the stream" : describe(status, address);
      handlers.closed({ reason, ...(details?.reason === "NOT_LEADER" ? { notLeader: { leader } } : {}) });
    });
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
    this.#opened.call.cancel();
  }
}

function describe(status: grpc.StatusObject, address: string): string {
  return `${grpc.status[status.code] ?? status.code} from ${address}: ${status.details}`;
}
