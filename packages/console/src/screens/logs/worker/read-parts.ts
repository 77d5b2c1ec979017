/** Reads logs as parts over HTTP: straight into the worker, without base64 and past the page. */
import { type LogPart, type LogStreamName, PartsReader } from "../text/parts-reader.ts";

export interface PartsRequest {
  readonly runId: string;
  readonly task: string;
  /** Absent: the newest. */
  readonly attempt?: number;
  readonly streams: readonly LogStreamName[];
  readonly from?: readonly { readonly stream: LogStreamName; readonly offset: number }[];
  readonly tailBytes?: number;
  readonly limitBytes?: number;
}

const tries = 6;

/** Reads to the end; what breaks off is taken up again where it was. Throws what it fails with for good. */
export async function readParts(
  request: PartsRequest,
  signal: AbortSignal,
  onPart: (part: LogPart) => void,
): Promise<void> {
  const ends = new Map<LogStreamName, number>();
  for (let failures = 0; ; failures++) {
    try {
      return await readOnce(resumed(request, ends), signal, (part) => {
        ends.set(part.stream, part.offset + part.data.length);
        onPart(part);
      });
    } catch (error) {
      if (signal.aborted || failures >= tries || error instanceof RefusedError) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** failures, 4000)));
    }
  }
}

/** What the coordinator refuses: another try would be refused as well. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

function resumed(request: PartsRequest, ends: ReadonlyMap<LogStreamName, number>): PartsRequest {
  if (ends.size === 0) return request;
  const { tailBytes: _, limitBytes, from = [], ...rest } = request;
  const given = new Map(from.map(({ stream, offset }) => [stream, offset]));
  const read = [...ends].reduce((sum, [stream, end]) => sum + end - (given.get(stream) ?? 0), 0);
  return {
    ...rest,
    from: [...new Map([...given, ...ends])].map(([stream, offset]) => ({ stream, offset })),
    ...(limitBytes === undefined ? {} : { limitBytes: Math.max(1, limitBytes - read) }),
  };
}

async function readOnce(request: PartsRequest, signal: AbortSignal, onPart: (part: LogPart) => void): Promise<void> {
  const response = await fetch("/troupe.v1.RunService/ReadLogs", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/vnd.troupe.log-parts" },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok || response.body === null) {
    const { message = `The coordinator answered ${response.status}.` } = await response.json().catch(() => ({}));
    throw response.status < 500 ? new RefusedError(message) : new Error(message);
  }
  const reader = new PartsReader();
  const body = response.body.getReader();
  for (let read = await body.read(); !read.done; read = await body.read())
    for (const part of reader.push(read.value)) onPart(part);
}
