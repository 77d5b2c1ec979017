/**
 * Artifacts straight from and to the archive's store, where coordinators give addresses away; through a coordinator
 * where they do not, or where the store cannot be reached from here. What came is verified by whoever asked for it; what
 * went is asked for afterwards, so that it counts only when the archive has it.
 */
import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Digest, TroupeError } from "@troupe/core";
import type { Clock, Location } from "@troupe/engine";
import type { Logger } from "pino";
import type { LocatingArtifacts, RemoteArtifacts } from "../../ports/remote-artifacts.ts";

export interface DirectArtifactsOptions {
  readonly coordinators: LocatingArtifacts;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Logger;
  /** How long the store may say nothing. Default: 10 s. */
  readonly silenceMs?: number;
}

/** After a failure, or where nothing is offered, so long everything goes through coordinators. */
const avoidMs = 60_000;
/** What is smaller goes through a coordinator: asking for an address costs as much. */
const worthwhileBytes = 256 * 1024;

export class DirectArtifacts implements RemoteArtifacts {
  readonly #coordinators: LocatingArtifacts;
  readonly #options: DirectArtifactsOptions;
  #avoidUntil = Number.NEGATIVE_INFINITY;

  constructor(options: DirectArtifactsOptions) {
    this.#options = options;
    this.#coordinators = options.coordinators;
  }

  stat(digest: Digest): Promise<{ readonly size: number } | undefined> {
    return this.#coordinators.stat(digest);
  }

  async upload(digest: Digest, content: AsyncIterable<Uint8Array>, signal: AbortSignal, size: number): Promise<void> {
    const located = size < worthwhileBytes ? undefined : await this.#locate(digest, "write", size);
    if (located === undefined) return this.#coordinators.upload(digest, content, signal, size);
    const headers = { ...located.headers, "content-length": String(size) };
    const sending = this.#request(located, "PUT", headers, signal);
    try {
      const [answer] = await Promise.all([this.#answer(sending), pipeline(Readable.from(content), sending)]);
      answer.resume();
      if (answer.statusCode !== 200) throw new Error(`it answered ${answer.statusCode}`);
    } catch (error) {
      signal.throwIfAborted();
      throw this.#avoid(digest, error);
    } finally {
      sending.destroy();
    }
    // SAFETY: nothing refers to it before the archive itself says that it is there, whole.
    if ((await this.#coordinators.stat(digest))?.size !== size) throw this.#avoid(digest, new Error("it is not there"));
  }

  async *download(digest: Digest, offset: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const located = await this.#locate(digest, "read", 0);
    const body = located === undefined ? undefined : await this.#open(located, digest, offset, signal);
    if (body === undefined) {
      yield* this.#coordinators.download(digest, offset, signal);
      return;
    }
    try {
      yield* body as AsyncIterable<Uint8Array>;
    } catch (error) {
      signal.throwIfAborted();
      // Whoever asked goes on from where it ended, through a coordinator.
      throw this.#avoid(digest, error);
    } finally {
      body.destroy();
    }
  }

  close(): void {
    this.#coordinators.close();
  }

  async #locate(digest: Digest, use: "read" | "write", size: number): Promise<Location | undefined> {
    if (this.#options.clock.monotonic() < this.#avoidUntil) return undefined;
    const located = await this.#coordinators.locate(digest, use, size);
    if (located === undefined) this.#avoidUntil = this.#options.clock.monotonic() + avoidMs;
    return located;
  }

  /** Undefined if the store does not give it: a coordinator knows why. */
  async #open(
    located: Location,
    digest: Digest,
    offset: number,
    signal: AbortSignal,
  ): Promise<IncomingMessage | undefined> {
    const range = offset === 0 ? {} : { range: `bytes=${offset}-` };
    const asking = this.#request(located, "GET", { ...located.headers, ...range }, signal);
    try {
      asking.end();
      const answer = await this.#answer(asking);
      if (answer.statusCode === (offset === 0 ? 200 : 206)) return answer;
      // Nothing lies behind the offset: whoever asked has all of it.
      if (answer.statusCode !== 416) throw new Error(`it answered ${answer.statusCode}`);
    } catch (error) {
      signal.throwIfAborted();
      this.#avoid(digest, error);
    }
    asking.destroy();
    return undefined;
  }

  #request(
    { url }: Location,
    method: "GET" | "PUT",
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): ClientRequest {
    const { silenceMs = 10_000 } = this.#options;
    const open = url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = open(url, { method, headers: { ...headers }, signal, timeout: silenceMs });
    request.on("timeout", () => request.destroy(new Error(`it said nothing for ${silenceMs} ms`)));
    // Without a listener, an error after the last one that is waited for would end the process.
    request.on("error", () => undefined);
    return request;
  }

  async #answer(request: ClientRequest): Promise<IncomingMessage> {
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    return answer;
  }

  #avoid(digest: Digest, cause: unknown): TroupeError {
    this.#avoidUntil = this.#options.clock.monotonic() + avoidMs;
    this.#options.log.warn(
      { digest, err: cause },
      "the archive's store is not reached from here; through a coordinator",
    );
    return new TroupeError(`artifact ${digest} could not be moved straight from or to the archive's store`, {
      code: "ARCHIVE_UNREACHABLE",
      reaction: "retry",
      cause,
    });
  }
}
