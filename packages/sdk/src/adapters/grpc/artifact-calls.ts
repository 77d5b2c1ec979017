/** Bytes up and down. */
import { once } from "node:events";
import type { ClientWritableStream } from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import type { StatResponse__Output, UploadRequest, UploadResponse__Output } from "@troupe/proto";
import type { ArtifactCalls } from "../../client/ports/coordinator-api.ts";
import type { Ask } from "./coordinator-api.ts";
import type { Coordinator } from "./coordinators.ts";
import { received } from "./received.ts";
import { type Persistence, retrying } from "./retry.ts";

const pieceBytes = 256 * 1024;
/** Of a whole upload: the largest bundle over a slow line. */
const uploadDeadlineMs = 300_000;

export function artifactCalls(current: () => Coordinator, ask: Ask, persistence: Persistence): ArtifactCalls {
  return {
    async stat(digest) {
      try {
        return (await ask<StatResponse__Output>(({ artifacts }, done) => artifacts.stat({ digest }, done))).size;
      } catch (error) {
        if (error instanceof TroupeError && error.code.endsWith("NOT_FOUND")) return null;
        throw error;
      }
    },
    // By digest, so that sending the same bytes twice stores them once.
    upload: (digest, bytes) => retrying(() => upload(current(), digest, bytes), persistence),
    async *download(digest, offset, signal) {
      const { artifacts, failed } = current();
      const pieces = received(() => artifacts.download({ digest, offset }), failed, signal);
      for await (const piece of pieces) yield piece.data;
    },
    lineage: (request) => ask(({ artifacts }, done) => artifacts.getLineage(request, done)),
    list: (request) => ask(({ artifacts }, done) => artifacts.listArtifacts(request, done)),
  };
}

async function upload({ artifacts, failed }: Coordinator, digest: string, bytes: Uint8Array): Promise<void> {
  const answered = new AbortController();
  const answer = Promise.withResolvers<UploadResponse__Output | undefined>();
  const call = artifacts.upload({ deadline: Date.now() + uploadDeadlineMs }, (error, response) => {
    // The answer may come before all is sent: a refusal. Nobody would drain the rest.
    answered.abort();
    if (error === null) answer.resolve(response);
    else answer.reject(failed(error));
  });
  await send(call, digest, bytes, answered.signal);
  await answer.promise;
}

async function send(
  call: ClientWritableStream<UploadRequest>,
  digest: string,
  bytes: Uint8Array,
  answered: AbortSignal,
): Promise<void> {
  call.write({ digest });
  for (let at = 0; at < bytes.length && !answered.aborted; at += pieceBytes) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(pieceBytes, bytes.length - at));
    if (!call.write({ data })) await once(call, "drain", { signal: answered }).catch(() => {});
  }
  if (!answered.aborted) call.end();
}
