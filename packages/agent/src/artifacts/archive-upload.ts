/** Brings bytes to the archive unless it has them. Waits for a coordinator as long as it takes. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Digest } from "@troupe/core";
import type { RemoteArtifacts } from "../ports/remote-artifacts.ts";
import { type RetryTools, retrying } from "./retrying.ts";
import { SingleFlight } from "./single-flight.ts";

export class ArchiveUpload {
  readonly #tools: RetryTools & { readonly remote: RemoteArtifacts };
  readonly #flights = new SingleFlight<void>();

  constructor(tools: RetryTools & { readonly remote: RemoteArtifacts }) {
    this.#tools = tools;
  }

  file(digest: Digest, path: string, signal: AbortSignal): Promise<void> {
    const content = () => createReadStream(path, { highWaterMark: 256 * 1024 });
    return this.#upload(digest, content, async () => (await stat(path)).size, signal);
  }

  bytes(digest: Digest, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#upload(
      digest,
      () => pieces(bytes),
      async () => bytes.length,
      signal,
    );
  }

  #upload(
    digest: Digest,
    content: () => AsyncIterable<Uint8Array>,
    sizeOf: () => Promise<number>,
    signal: AbortSignal,
  ): Promise<void> {
    const { remote } = this.#tools;
    return this.#flights.run(digest, signal, (shared) =>
      retrying(this.#tools, shared, async () => {
        if ((await remote.stat(digest)) === undefined) await remote.upload(digest, content(), shared, await sizeOf());
      }),
    );
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
}
