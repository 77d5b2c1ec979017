/** One pass over a log: what there is of it now, from where a reader is, through all attempts up to the last. */
import type { AttemptRecord, LogStreamName } from "@troupe/core";
import type { LogItem, LogQuery } from "../engine.ts";
import type { LogPart, StreamKey } from "../ports/telemetry-store.ts";
import type { ReadingSurroundings } from "./newsroom.ts";
import { tailOffset } from "./tail-offset.ts";
import { attemptsOf } from "./task-attempts.ts";

const pageBytes = 256 * 1024;

/** How far somebody has read. */
export interface LogPlace {
  /** Of the attempt; undefined: none was there yet. */
  number: number | undefined;
  /** Of that attempt; a stream that is not here begins as the query says. */
  readonly offsets: Map<LogStreamName, number>;
}

export function placeOf({ attempt, fromAttempt }: LogQuery): LogPlace {
  return { number: attempt ?? fromAttempt, offsets: new Map() };
}

/** Yields, moves the place, and returns whether nothing can follow. */
export async function* readOn(
  around: ReadingSurroundings,
  query: LogQuery,
  place: LogPlace,
  signal: AbortSignal,
): AsyncGenerator<LogItem, boolean> {
  while (!signal.aborted) {
    const { seen, isLive } = await around.look(query.runId, (state) => attemptsOf(state, query.task));
    const { attempts, isOver } = seen;
    if (place.number === undefined && attempts.length > 0)
      place.number = query.follow ? (attempts[0]?.number ?? 1) : attempts.at(-1)?.number;
    const attempt = attempts.find((each) => each.number === place.number);
    if (attempt !== undefined) yield* drain(around, query, attempt, place, isLive, signal);
    const isDone =
      attempt === undefined
        ? isOver
        : attempt.endedAt !== null && (await isDrained(around, query, attempt, place.offsets, isLive));
    if (isDone && query.attempt === undefined && query.follow && attempt !== undefined && !isLast(attempts, attempt)) {
      moveTo(place, query, attempt.number + 1);
      continue;
    }
    return !query.follow || !isLive || (isDone && (isOver || query.attempt !== undefined));
  }
  return true;
}

/** To the beginning of another attempt: where the query begins is about the first one. */
export function moveTo(place: LogPlace, { streams }: Pick<LogQuery, "streams">, number: number): void {
  place.number = number;
  for (const stream of streams) place.offsets.set(stream, 0);
}

async function* drain(
  around: ReadingSurroundings,
  query: LogQuery,
  attempt: AttemptRecord,
  { offsets }: LogPlace,
  isLive: boolean,
  signal: AbortSignal,
): AsyncGenerator<LogItem> {
  for (const stream of query.streams) {
    let offset = offsets.get(stream) ?? (await firstOffset(around, query, attempt, stream, isLive));
    let room = query.limitBytes ?? Number.POSITIVE_INFINITY;
    let known: number | undefined;
    while (!signal.aborted && room > 0) {
      const parts = await read(around, query, attempt, stream, offset, isLive, Math.min(room, pageBytes));
      if (parts.length === 0) break;
      known ??= await lengthOf(around, query, attempt.number, stream, isLive);
      for (const part of parts) {
        offset = part.offset + part.data.length;
        room -= part.data.length;
        yield { ...part, attempt: attempt.number, stream, length: Math.max(known, offset) };
      }
    }
    offsets.set(stream, offset);
  }
}

async function firstOffset(
  around: ReadingSurroundings,
  query: LogQuery,
  attempt: AttemptRecord,
  stream: LogStreamName,
  isLive: boolean,
): Promise<number> {
  const from = query.from[stream];
  const { tailBytes = 0, tailLines = 0 } = query;
  if (from !== undefined || (tailBytes === 0 && tailLines === 0)) return from ?? 0;
  const length = await lengthOf(around, query, attempt.number, stream, isLive);
  return tailLines === 0
    ? Math.max(0, length - tailBytes)
    : tailOffset(tailLines, length, (offset) => read(around, query, attempt, stream, offset, isLive));
}

async function read(
  around: ReadingSurroundings,
  query: LogQuery,
  { number: attempt, endedAt }: AttemptRecord,
  stream: LogStreamName,
  offset: number,
  isLive: boolean,
  limit = pageBytes,
): Promise<readonly LogPart[]> {
  const { runId, task } = query;
  if (isLive) {
    const parts = await readLive(around, { runId, task, attempt, stream }, offset, limit);
    // SAFETY: a run may be sealed under whoever reads it: the end of what telemetry has is then not the end of the log.
    if (parts.length > 0 || endedAt === null) return parts;
  }
  const run = await around.sealed.get(runId);
  const log = run === undefined ? undefined : around.sealed.log(run, task, attempt, stream);
  return log === undefined ? [] : around.sealed.readLog(log, offset, limit);
}

/** Nothing, too, where the run is just being forgotten because the archive has it. */
async function readLive(
  around: ReadingSurroundings,
  stream: StreamKey,
  offset: number,
  limit: number,
): Promise<readonly LogPart[]> {
  try {
    return await around.telemetry.readLog(stream, offset, limit);
  } catch (error) {
    if ((await around.sealed.get(stream.runId)) === undefined) throw error;
    return [];
  }
}

/** Of what there is to read now. */
export async function lengthOf(
  around: ReadingSurroundings,
  { runId, task }: Pick<LogQuery, "runId" | "task">,
  attempt: number,
  stream: LogStreamName,
  isLive: boolean,
): Promise<number> {
  if (isLive) return around.telemetry.length({ runId, task, attempt, stream });
  const run = await around.sealed.get(runId);
  return (run === undefined ? undefined : around.sealed.log(run, task, attempt, stream))?.length ?? 0;
}

async function isDrained(
  around: ReadingSurroundings,
  query: LogQuery,
  attempt: AttemptRecord,
  offsets: Map<LogStreamName, number>,
  isLive: boolean,
): Promise<boolean> {
  for (const stream of query.streams) {
    const offset = offsets.get(stream) ?? 0;
    // A lost attempt never said how much it wrote: what is here is all.
    const expected = isLive ? (attempt.lengths?.[stream] ?? 0) : 0;
    if (offset < Math.max(expected, await lengthOf(around, query, attempt.number, stream, isLive))) return false;
  }
  return true;
}

function isLast(attempts: readonly AttemptRecord[], attempt: AttemptRecord): boolean {
  return attempts.at(-1)?.number === attempt.number;
}
