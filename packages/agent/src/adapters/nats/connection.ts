/**
 * A connection to NATS that is tried for ever, also the first time: an agent starts and works without it. A server that
 * hangs is noticed within seconds, where the standard is minutes.
 */
import { readFileSync } from "node:fs";
import { connect, credsAuthenticator, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import type { Clock, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import { Backoff } from "../../session/backoff.ts";

export interface NatsSettings {
  /** "nats://host:4222" each; at least one. */
  readonly servers: readonly string[];
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** A file of `nsc` with a user's JWT and seed. */
  readonly credsFile: string | null;
}

export interface NatsConnectorOptions {
  readonly settings: NatsSettings;
  readonly name: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
}

export class NatsConnector {
  readonly #options: NatsConnectorOptions;
  readonly #nats: NodeConnectionOptions;
  readonly #backoff: Backoff;
  readonly #onConnected: (connection: NatsConnection) => void;
  #connection: NatsConnection | null = null;
  #retry: Timer | null = null;
  #isClosed = false;

  /** Throws if a file that the settings name cannot be read. `onConnected` is called once. */
  constructor(options: NatsConnectorOptions, onConnected: (connection: NatsConnection) => void) {
    this.#options = options;
    this.#nats = natsOptions(options);
    this.#backoff = new Backoff({ initialMs: 250, maxMs: 5000, random: options.random });
    this.#onConnected = onConnected;
  }

  start(): void {
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.cancel();
    await this.#connection?.close();
  }

  async #connect(): Promise<void> {
    const { log, clock } = this.#options;
    try {
      const connection = await connect(this.#nats);
      if (this.#isClosed) return await connection.close();
      this.#connection = connection;
      log.info({ server: connection.getServer() }, "connected to NATS");
      void this.#follow(connection);
      this.#onConnected(connection);
    } catch (error) {
      if (this.#isClosed) return;
      const delayMs = this.#backoff.next();
      log.warn({ err: error, retryInMs: Math.round(delayMs) }, "no NATS server answers; offers come down the session");
      this.#retry = clock.after(delayMs, () => void this.#connect());
    }
  }

  async #follow(connection: NatsConnection): Promise<void> {
    const { log } = this.#options;
    for await (const status of connection.status()) {
      if (status.type === "disconnect") log.warn({ server: status.server }, "lost the connection to NATS");
      else if (status.type === "reconnect") log.info({ server: status.server }, "connected to NATS again");
    }
  }
}

function natsOptions({ settings, name, random }: NatsConnectorOptions): NodeConnectionOptions {
  const { servers, caFile, certFile, keyFile, credsFile } = settings;
  const hasTls = caFile !== null || certFile !== null || keyFile !== null;
  return {
    servers: [...servers],
    name,
    timeout: 1500,
    pingInterval: 2000,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    // A thousand agents that lost one server do not come back in the same instant.
    reconnectDelayHandler: () => 250 + random() * 1000,
    ...(credsFile === null ? {} : { authenticator: credsAuthenticator(readFileSync(credsFile)) }),
    ...(hasTls ? { tls: given({ caFile, certFile, keyFile }) } : {}),
  };
}

function given(files: Readonly<Record<"caFile" | "certFile" | "keyFile", string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null));
}
