/** Bytes of artifacts: `await readArtifact(digest, { limit: 65_536 })`. */
import { CallError, toRefusal, unreachable } from "./call-error.ts";

export interface ReadOptions {
  /** From this byte on; the first by default. */
  readonly offset?: number;
  /** No more than that, whatever there is. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how many have come. */
  readonly onProgress?: (bytes: number) => void;
}

/** Throws CallError, or what the signal was aborted with. */
export async function readArtifact(digest: string, options: ReadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { offset = 0, limit, signal, onProgress } = options;
  const enough = new AbortController();
  const stops = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
  const response = await ask(digest, offset, stops, signal);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined && size < limit) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value.subarray(0, limit - size));
    size += Math.min(value.length, limit - size);
    onProgress?.(size);
  }
  // What is not wanted is not sent.
  await reader?.cancel().catch(() => {});
  enough.abort();
  return joined(pieces, size);
}

async function ask(digest: string, offset: number, stops: AbortSignal, asked?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch("/troupe.v1.ArtifactService/Download", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ digest, offset }),
      signal: stops,
    });
  } catch (error) {
    asked?.throwIfAborted();
    throw new CallError(unreachable(error), { cause: error });
  }
  if (!response.ok) throw new CallError(toRefusal(response.status, await response.json().catch(() => undefined)));
  return response;
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
