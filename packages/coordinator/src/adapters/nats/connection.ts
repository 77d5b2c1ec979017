/**
 * A coordinator's connection to NATS. It is tried for ever, also the first time: a coordinator starts and works without
 * it. A server that hangs is noticed within seconds. Who publishes shares one limit on what is under way: the client
 * keeps what a frozen server does not take, without any.
 */
import { readFileSync } from "node:fs";
import {
  connect,
  credsAuthenticator,
  type MsgHdrs,
  type NatsConnection,
  type NodeConnectionOptions,
} from "@nats-io/transport-node";
import { context, propagation, type TextMapGetter } from "@opentelemetry/api";
import { TroupeError } from "@troupe/core";
import type { Clock, EngineLog, Timer } from "@troupe/engine";
import type { NatsState } from "../../cluster/cluster-view.ts";
import { ByteBudget } from "./byte-budget.ts";
import { natsUnreachable } from "./nats-errors.ts";

export interface NatsSettings {
  /** "nats://host:4222" each; at least one. */
  readonly servers: readonly string[];
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** A file of `nsc` with a user's JWT and seed. */
  readonly credsFile?: string;
  readonly user?: string;
  readonly password?: string;
}

export interface NatsLinkOptions {
  readonly settings: NatsSettings;
  /** Shown by the server in its lists of clients. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: EngineLog;
}

/** What may be published and not yet answered, by all who publish through one connection. */
const maxUnansweredBytes = 16 * 1024 * 1024;
const retryMs = 500;

export class NatsLink {
  readonly #options: NatsLinkOptions;
  readonly #client: NodeConnectionOptions;
  readonly #budget = new ByteBudget(maxUnansweredBytes);
  readonly #listeners = new Set<(connection: NatsConnection) => void>();
  #connection: NatsConnection | undefined;
  #isUp = false;
  #since: number;
  #isClosed = false;
  #retry: Timer | undefined;

  /** Begins to connect. Throws if a file that the settings name cannot be read. */
  constructor(options: NatsLinkOptions) {
    this.#options = options;
    this.#client = clientOptions(options);
    this.#since = options.clock.now();
    void this.#connect();
  }

  /** Whether a server is there, as far as one knows. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** For people to look at. */
  get state(): NatsState {
    const { info } = this.#connection ?? {};
    const server = this.#connection?.getServer() ?? null;
    return { isConnected: this.#isUp, server, version: info?.version ?? null, since: this.#since };
  }

  /** Throws TroupeError(retry, "NATS_UNREACHABLE") while no server is there. */
  get connection(): NatsConnection {
    if (this.#connection === undefined || !this.#isUp) throw natsUnreachable();
    return this.#connection;
  }

  /** Called whenever a server is there again, and at once if one is. Returns the way to stop. */
  onUp(call: (connection: NatsConnection) => void): () => void {
    this.#listeners.add(call);
    if (this.#connection !== undefined && this.#isUp) call(this.#connection);
    return () => this.#listeners.delete(call);
  }

  /** Resolves when a server is there; rejects with the signal's reason. */
  async untilUp(signal: AbortSignal): Promise<NatsConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<NatsConnection>();
    const stop = this.onUp(resolve);
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    return promise.finally(() => {
      stop();
      signal.removeEventListener("abort", abort);
    });
  }

  /** Does a piece of work that publishes so many bytes and waits for the answer, when there is room for it. */
  async publishing<Result>(bytes: number, work: (connection: NatsConnection) => Promise<Result>): Promise<Result> {
    return this.#budget.spend(bytes, () => work(this.connection));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    this.#retry?.cancel();
    this.#listeners.clear();
    await this.#connection?.close();
  }

  async #connect(): Promise<void> {
    try {
      const connection = await connect(this.#client);
      if (this.#isClosed) return await connection.close();
      this.#connection = connection;
      void this.#follow(connection);
      this.#up(connection, "connected to NATS");
    } catch (error) {
      if (this.#isClosed) return;
      this.#options.log.warn({ error }, "NATS does not answer; trying again");
      this.#retry = this.#options.clock.after(retryMs, () => void this.#connect());
    }
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === "disconnect") {
        this.#isUp = false;
        this.#since = this.#options.clock.now();
        this.#options.log.warn({ server: status.server }, "the connection to NATS was lost; trying again");
      } else if (status.type === "reconnect") this.#up(connection, "connected to NATS again");
      else if (status.type === "error") this.#options.log.warn({ error: status.error }, "NATS refused something");
    }
  }

  #up(connection: NatsConnection, message: string): void {
    this.#isUp = true;
    this.#since = this.#options.clock.now();
    const { version } = connection.info ?? {};
    this.#options.log.info({ server: connection.getServer(), version }, message);
    for (const call of [...this.#listeners]) call(connection);
  }
}

function clientOptions({ settings, name }: NatsLinkOptions): NodeConnectionOptions {
  const { servers, caFile, certFile, keyFile, credsFile, user, password } = settings;
  const tls = { ...(caFile && { caFile }), ...(certFile && { certFile }), ...(keyFile && { keyFile }) };
  return {
    servers: [...servers],
    name,
    // A frozen server is given up after 4 to 6 s, and then looked for without end.
    pingInterval: 2000,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    timeout: 1500,
    // Else each append to a stream takes down where it was called from, in case that it fails: our errors say that.
    noAsyncTraces: true,
    ...(Object.keys(tls).length > 0 && { tls }),
    ...(credsFile && { authenticator: credsAuthenticator(readSecret(credsFile)) }),
    ...(user && { user, pass: password ?? "" }),
  };
}

function readSecret(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TroupeError(`The NATS credentials ${path} cannot be read. Check the path and its permissions.`, {
      code: "NATS_CREDENTIALS_UNREADABLE",
      reaction: "fatal",
      cause,
    });
  }
}

/** The context that a received message belongs to. */
export function contextOf(received: MsgHdrs | undefined) {
  return received === undefined ? context.active() : propagation.extract(context.active(), received, getter);
}

const getter: TextMapGetter<MsgHdrs> = {
  keys: (carrier) => carrier.keys(),
  get: (carrier, key) => (carrier.has(key) ? carrier.get(key) : undefined),
};
