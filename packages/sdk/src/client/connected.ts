/** The way to a coordinator: made with the first call, and kept. */
import { type Endpoint, findEndpoint } from "./endpoint.ts";
import type { CoordinatorApi } from "./ports/coordinator-api.ts";
import type { ClientOptions } from "./requests.ts";

interface Connection {
  readonly api: CoordinatorApi;
  readonly endpoint: Endpoint;
}

const defaultDeadlineMs = 10_000;
/** Pipelines and agents are few: a caller gets them all, up to this. */
export const listLimit = 10_000;

export class Connected implements AsyncDisposable {
  readonly #options: ClientOptions;
  #connection: Promise<Connection> | null = null;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

  /** Where the calls go. */
  async endpoint(): Promise<Endpoint> {
    return (await this.#connect()).endpoint;
  }

  /** Hangs up. Runs go on. */
  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    this.#connection = null;
    connection?.api.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  protected async api(): Promise<CoordinatorApi> {
    return (await this.#connect()).api;
  }

  #connect(): Promise<Connection> {
    this.#connection ??= (async () => {
      // Lazily: who imports the SDK to declare a pipeline loads no gRPC.
      const [{ connectGrpc }, endpoint] = await Promise.all([
        import("../adapters/grpc/coordinator-api.ts"),
        findEndpoint(this.#options),
      ]);
      return { endpoint, api: connectGrpc(endpoint, { deadlineMs: this.#options.deadlineMs ?? defaultDeadlineMs }) };
    })();
    return this.#connection;
  }
}
