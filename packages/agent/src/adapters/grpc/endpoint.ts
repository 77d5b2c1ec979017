/** Where the coordinators are, and who we say we are. */
import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";

export interface EndpointOptions {
  /** "host:port" each; at least one. */
  readonly addresses: readonly string[];
  /** Which of them is tried first; default: the first. */
  readonly first?: number;
  readonly token: string | null;
  /** A file with the certificates to trust: switches TLS on. */
  readonly caFile: string | null;
}

export class Endpoint {
  readonly #addresses: readonly string[];
  readonly #token: string | null;
  readonly #credentials: grpc.ChannelCredentials;
  #index = 0;
  #leader: string | null = null;

  constructor(options: EndpointOptions) {
    this.#addresses = options.addresses;
    this.#index = options.first ?? 0;
    this.#token = options.token;
    this.#credentials =
      options.caFile === null
        ? grpc.credentials.createInsecure()
        : grpc.credentials.createSsl(readFileSync(options.caFile));
  }

  /** The leader if somebody has named it, else each address in turn. */
  get address(): string {
    return this.#leader ?? this.#addresses[this.#index % this.#addresses.length] ?? "";
  }

  get credentials(): grpc.ChannelCredentials {
    return this.#credentials;
  }

  metadata(): grpc.Metadata {
    const metadata = new grpc.Metadata();
    if (this.#token !== null) metadata.set("authorization", `Bearer ${this.#token}`);
    return metadata;
  }

  /** The one at `address` would not have us, or is not there. */
  moveOn(address: string, leader: string | null): void {
    if (address !== this.address) return;
    if (leader === null && this.#leader === null) this.#index += 1;
    this.#leader = leader;
  }
}

/** Of a connection that carries long streams. A pool of its own, or two clients to one address would share one socket. */
export const streamOptions = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
  // Together they see a frozen coordinator within three seconds.
  "grpc.keepalive_time_ms": 2000,
  "grpc.keepalive_timeout_ms": 1000,
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1000,
  "grpc.max_receive_message_length": 16 * 1024 * 1024,
  "grpc.max_send_message_length": 16 * 1024 * 1024,
} as const satisfies grpc.ClientOptions;
