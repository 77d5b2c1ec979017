/**
 * Resuming a stream after a break: each event carries an id, the browser sends the last one back as Last-Event-ID, and
 * the request goes on from there.
 */
import type { ReadLogsRequest__Output, ReadLogsResponse, ReadMetricsResponse, WatchRunResponse } from "@troupe/proto";
import { invalidArgument, show } from "../../api/request-check.ts";

type Request = Readonly<Record<string, unknown>>;

export interface Resumption {
  /** The request as it must be to go on after the event with that id. Undefined if the id is none of this method's. */
  resume(request: Request, lastId: string): Request | undefined;
  /** For one stream: the id after each message; undefined where it is still the one before. */
  ids(request: Request): (message: never) => string | undefined;
}

/** By method name. A stream that is not named here begins anew. */
export const resumptions: Readonly<Record<string, Resumption>> = {
  WatchRun: {
    resume: (request, id) => (isCount(id) ? { ...request, afterSequence: Number(id) } : undefined),
    ids: () => watchId,
  },
  ReadMetrics: {
    resume: (request, id) => (isCount(id) ? { ...request, cursor: id } : undefined),
    ids: () => (page: ReadMetricsResponse) => page.cursor,
  },
  ReadLogs: {
    resume: resumeLogs,
    ids: (request) => logIds(request as unknown as ReadLogsRequest__Output),
  },
};

export function resumeAfter(resumption: Resumption, request: Request, lastId: string): Request {
  const resumed = resumption.resume(request, lastId);
  if (resumed !== undefined) return resumed;
  const fix = "Send the id of an event of this stream, or none to begin.";
  throw invalidArgument([{ field: "Last-Event-ID", message: `is ${show(lastId)}`, fix }]);
}

function watchId({ snapshot, event }: WatchRunResponse): string | undefined {
  // A snapshot in parts counts once it is whole: whoever lost a part must get all of it again.
  if (snapshot) return snapshot.more === true ? undefined : String(snapshot.run?.sequence);
  return event ? String(event.sequence) : undefined;
}

/** "2:LOG_STREAM_STDOUT=120,LOG_STREAM_STDERR=7": the attempt, and how far each of its streams was read. */
const logId = /^(\d{1,9}):((?:LOG_STREAM_[A-Z]+=\d{1,16},?)*)$/;

function resumeLogs(request: Request, id: string): Request | undefined {
  const [, attempt, offsets] = logId.exec(id) ?? [];
  if (attempt === undefined || offsets === undefined) return undefined;
  const from = offsets
    .split(",")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split("="))
    .map(([stream, offset]) => ({ stream, offset: Number(offset) }));
  // Who has named no attempt goes on with those that come after it.
  const at = request.attempt === 0 && request.follow === true ? "fromAttempt" : "attempt";
  return { ...request, [at]: Number(attempt), from, tailBytes: 0, tailLines: 0 };
}

function logIds(request: ReadLogsRequest__Output): (message: ReadLogsResponse) => string {
  const read = new Map<string, number>(request.from.map(({ stream, offset }) => [String(stream), offset]));
  let of: number | undefined;
  return ({ attempt, stream, offset, data }) => {
    if (of !== undefined && of !== attempt) read.clear();
    of = attempt;
    read.set(String(stream), Number(offset) + (data?.length ?? 0));
    return `${attempt}:${[...read].map((pair) => pair.join("=")).join(",")}`;
  };
}

function isCount(id: string): boolean {
  return /^\d{1,15}$/.test(id);
}
