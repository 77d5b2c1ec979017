/**
 * What a coordinator needs before it can serve, and waits for: a server that is not there yet is no reason to end. It says
 * so in its log and to probes, and stops waiting when it is told to.
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import { TroupeError } from "@troupe/core";
import type { Clock, EngineLog } from "@troupe/engine";
import type { Endpoint } from "../endpoint/endpoint.ts";

export interface WaitingOptions {
  /** Where probes ask, once it serves. */
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Ends all waiting, with its reason. */
  readonly signal: AbortSignal;
}

const againMs = 1000;
/** So often it is said again. */
const sayEveryMs = 30_000;

export class Waiting {
  readonly #options: WaitingOptions;

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /** Tries until it works, or fails for good: with anything but a TroupeError(retry). `what`: in its log, and to probes. */
  async until<Found>(what: string, attempt: () => Promise<Found>): Promise<Found> {
    const { clock, log, signal } = this.#options;
    const began = clock.monotonic();
    let saidAt = Number.NEGATIVE_INFINITY;
    await using stack = new AsyncDisposableStack();
    for (let isFirst = true; ; isFirst = false) {
      signal.throwIfAborted();
      try {
        const found = await attempt();
        if (!isFirst) log.info({ waitedMs: Math.round(clock.monotonic() - began) }, `${what} is there`);
        return found;
      } catch (error) {
        if (!(error instanceof TroupeError) || error.reaction !== "retry") throw error;
        if (isFirst) stack.use(await answeringProbes(this.#options.endpoint, `waits for ${what}`));
        if (clock.monotonic() - saidAt >= sayEveryMs) {
          log.warn({ error }, `waiting for ${what}: ${error.message}`);
          saidAt = clock.monotonic();
        }
      }
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const { clock, signal } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(againMs, resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise.finally(() => timer.cancel());
  }
}

/** It is alive, and not ready. Where nobody can listen, that is said by whoever serves there later. */
async function answeringProbes({ host, port }: Endpoint, why: string): Promise<AsyncDisposable> {
  const server = createServer(({ url }, response) => answer(response, url === "/livez" ? 200 : 503, why));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.once("error", () => resolve());
  server.listen({ host, port }, () => resolve());
  await promise;
  return { [Symbol.asyncDispose]: () => close(server) };
}

function answer(response: ServerResponse, status: number, why: string): void {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", connection: "close" };
  response.writeHead(status, headers).end(status === 200 ? `ok\n${why}\n` : `${why}\n`);
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
