/** The archive over gRPC, on a connection of its own: a large download delays neither beats nor logs. */
import { once } from "node:events";
import * as grpc from "@grpc/grpc-js";
import { type Digest, type Reaction, TroupeError } from "@troupe/core";
import type { Location } from "@troupe/engine";
import {
  type ArtifactServiceClient,
  errorDetails,
  type StatResponse__Output,
  type UploadResponse__Output,
  v1,
} from "@troupe/proto";
import type { LocatingArtifacts } from "../../ports/remote-artifacts.ts";
import { type Endpoint, streamOptions } from "./endpoint.ts";

const answerWithinMs = 10_000;

export class GrpcRemoteArtifacts implements LocatingArtifacts {
  readonly #endpoint: Endpoint;
  #client: { readonly address: string; readonly service: ArtifactServiceClient } | null = null;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  async stat(digest: Digest): Promise<{ readonly size: number } | undefined> {
    const { service, address } = this.#open();
    const { promise, resolve, reject } = Promise.withResolvers<StatResponse__Output | undefined>();
    const deadline = Date.now() + answerWithinMs;
    service.stat({ digest }, this.#endpoint.metadata(), { deadline }, (error, response) => {
      if (error === null) resolve(response);
      else if (error.code === grpc.status.NOT_FOUND) resolve(undefined);
      else reject(this.#translate(error, address));
    });
    return promise;
  }

  async locate(digest: Digest, use: "read" | "write", size: number): Promise<Location | undefined> {
    const { service, address } = this.#open();
    const { promise, resolve, reject } = Promise.withResolvers<Location | undefined>();
    const deadline = Date.now() + answerWithinMs;
    service.locate(
      { digest, toWrite: use === "write", size },
      this.#endpoint.metadata(),
      { deadline },
      (error, found) => {
        if (error === null) resolve(found === undefined || found.url === "" ? undefined : found);
        // A coordinator of a version that offers none.
        else if (error.code === grpc.status.UNIMPLEMENTED) resolve(undefined);
        else reject(this.#translate(error, address));
      },
    );
    return promise;
  }

  async upload(digest: Digest, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const { service, address } = this.#open();
    const answered = new AbortController();
    const answer = Promise.withResolvers<UploadResponse__Output | undefined>();
    const call = service.upload(this.#endpoint.metadata(), (error, response) => {
      // The answer may come before all is sent: a refusal. Nobody would drain the rest.
      answered.abort();
      if (error === null) answer.resolve(response);
      else answer.reject(this.#translate(error, address));
    });
    const cancel = (): void => call.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    // Without a listener, the error of a cancelled call would end the process.
    call.on("error", () => undefined);
    answer.promise.catch(() => undefined);
    try {
      call.write({ digest });
      for await (const data of content) {
        if (answered.signal.aborted) break;
        const hasRoom = call.write({ data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) });
        if (!hasRoom) await once(call, "drain", { signal: answered.signal }).catch(() => undefined);
      }
      call.end();
      await answer.promise;
    } finally {
      signal.removeEventListener("abort", cancel);
      call.cancel();
    }
  }

  async *download(digest: Digest, offset: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    signal.throwIfAborted();
    const { service, address } = this.#open();
    const call = service.download({ digest, offset }, this.#endpoint.metadata());
    const cancel = (): void => call.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    call.on("error", () => undefined);
    try {
      for await (const { data } of call as AsyncIterable<{ readonly data: Buffer }>) yield data;
    } catch (error) {
      signal.throwIfAborted();
      throw this.#translate(error, address);
    } finally {
      signal.removeEventListener("abort", cancel);
      call.cancel();
    }
  }

  close(): void {
    this.#client?.service.close();
    this.#client = null;
  }

  /** Another address than before: what is under way there goes on until it ends or fails, and is then tried here. */
  #open(): { readonly address: string; readonly service: ArtifactServiceClient } {
    const { address, credentials } = this.#endpoint;
    if (this.#client?.address === address) return this.#client;
    this.#client?.service.close();
    this.#client = { address, service: new v1.ArtifactService(address, credentials, streamOptions) };
    return this.#client;
  }

  #translate(error: unknown, address: string): unknown {
    if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return error;
    // The next try may find somebody else.
    const isUnavailable = error.code === grpc.status.UNAVAILABLE;
    const details = errorDetails(error);
    if (isUnavailable || error.code === grpc.status.DEADLINE_EXCEEDED)
      this.#endpoint.moveOn(address, details?.metadata.leader || null, !isUnavailable || details !== undefined);
    const code = codes.get(error.code) ?? errorDetails(error)?.reason ?? grpc.status[error.code] ?? "UNKNOWN";
    return new TroupeError(`${address}: ${error.message}`, {
      code,
      reaction: reactions.get(error.code) ?? "reject",
      cause: error,
    });
  }
}

/** What the port promises, whatever a coordinator calls it. */
const codes = new Map<number, string>([
  [grpc.status.NOT_FOUND, "ARTIFACT_NOT_FOUND"],
  [grpc.status.DATA_LOSS, "DATA_LOSS"],
]);

/** What another try may mend: nobody answered, or whoever did could not just now. */
const reactions = new Map<number, Reaction>(
  [
    grpc.status.UNAVAILABLE,
    grpc.status.DEADLINE_EXCEEDED,
    grpc.status.CANCELLED,
    grpc.status.ABORTED,
    grpc.status.INTERNAL,
    grpc.status.RESOURCE_EXHAUSTED,
    grpc.status.UNAUTHENTICATED,
  ].map((code) => [code, "retry"]),
);
