/** ArtifactService: the archive, as agents and clients see it. */
import { type Digest, TroupeError } from "@troupe/core";
import type { Archive } from "@troupe/engine";
import type {
  DownloadRequest__Output,
  DownloadResponse,
  LocateRequest__Output,
  LocateResponse,
  StatRequest__Output,
  StatResponse,
  UploadRequest__Output,
  UploadResponse,
} from "@troupe/proto";
import type { CallContext } from "./call-context.ts";
import { RequestCheck } from "./request-check.ts";

/** Small enough that a reader which stalls holds little; large enough that messages cost nothing. */
const pieceBytes = 64 * 1024;
const addressLivesMs = 15 * 60 * 1000;
/** What a store takes in one request. */
const maxSinglePutBytes = 5 * 1024 ** 3;

export function artifactMethods(archive: Archive) {
  return {
    async Stat(request: StatRequest__Output): Promise<StatResponse> {
      const digest = digestOf(request.digest);
      // Whoever asks may refer to it instead of bringing it.
      const found = await archive.touch(digest);
      if (found === undefined) throw artifactNotFound(digest);
      return found;
    },

    async Locate(request: LocateRequest__Output): Promise<LocateResponse> {
      const check = new RequestCheck();
      const digest = check.digest("digest", request.digest);
      const size = check.count("size", request.size);
      check.done();
      if (!request.toWrite && (await archive.stat(digest)) === undefined) throw artifactNotFound(digest);
      if (request.toWrite && size > maxSinglePutBytes) return {};
      const located = await archive.locate?.(digest, request.toWrite ? "write" : "read", addressLivesMs);
      return located === undefined ? {} : { url: located.url, headers: { ...located.headers } };
    },

    async Upload(requests: AsyncIterable<UploadRequest__Output>): Promise<UploadResponse> {
      const messages = requests[Symbol.asyncIterator]();
      const first = await messages.next();
      const expected = first.done || first.value.digest === "" ? undefined : digestOf(first.value.digest);
      return archive.put(first.done ? new Uint8Array() : dataOf(first.value, messages), expected);
    },

    async *Download(request: DownloadRequest__Output, { signal }: CallContext): AsyncGenerator<DownloadResponse> {
      const check = new RequestCheck();
      const digest = check.digest("digest", request.digest);
      const offset = check.count("offset", request.offset);
      check.done();
      const found = await archive.stat(digest);
      if (found === undefined) throw artifactNotFound(digest);
      if (offset > found.size) {
        check.refuse("offset", `is ${offset}`, `Give at most the size, ${found.size}.`);
        check.done();
      }
      for await (const bytes of archive.read(digest, offset)) {
        for (let from = 0; from < bytes.length; from += pieceBytes) {
          if (signal.aborted) return;
          yield { data: bytes.subarray(from, from + pieceBytes) };
        }
      }
    },
  };
}

async function* dataOf(
  first: UploadRequest__Output,
  rest: AsyncIterator<UploadRequest__Output>,
): AsyncGenerator<Uint8Array> {
  if (first.data.length > 0) yield first.data;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    if (next.value.digest !== "") {
      const check = new RequestCheck();
      check.refuse("digest", "stands in a later message", "Send it with the first message only.");
      check.done();
    }
    yield next.value.data;
  }
}

function digestOf(text: string): Digest {
  const check = new RequestCheck();
  const digest = check.digest("digest", text);
  check.done();
  return digest;
}

function artifactNotFound(digest: Digest): TroupeError {
  return new TroupeError(`the archive has no artifact ${digest}`, {
    code: "ARTIFACT_NOT_FOUND",
    reaction: "reject",
    details: { digest },
  });
}
