/** Logs and metrics of a run, live or sealed, as streams that may follow what is still to come. */
import {
  type AttemptRecord,
  type LogStreamName,
  type RunState,
  runStatuses,
  TroupeError,
  taskStatuses,
} from "@troupe/core";
import type { LogItem, LogQuery, MetricPage, MetricQuery } from "../engine.ts";
import type { LogPart, StoredMetric, StreamKey, TelemetryStore } from "../ports/telemetry-store.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { Bell } from "./bell.ts";
import { tailOffset } from "./tail-offset.ts";

const pageBytes = 256 * 1024;
const pagePoints = 1000;

export interface ReadingSurroundings {
  readonly telemetry: TelemetryStore;
  readonly sealed: SealedRuns;
  /** Reads from the committed state, live or sealed, and says which of the two it is. Throws RUN_NOT_FOUND. */
  look<T>(runId: string, read: (state: RunState) => T): Promise<{ readonly seen: T; readonly isLive: boolean }>;
  /** Rings at each event of a live run, and when it is live no more. Returns the way to leave. */
  onEvent(runId: string, ring: () => void): Promise<() => void>;
}

export async function* readLogs(
  around: ReadingSurroundings,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogItem> {
  await using news = await Newsroom.open(around, query.runId, query.follow);
  const offsets = new Map<LogStreamName, number>();
  let number = query.attempt;
  while (!signal.aborted) {
    const { seen, isLive } = await around.look(query.runId, (state) => attemptsOf(state, query.task));
    const { attempts, isOver } = seen;
    if (number === undefined && attempts.length > 0)
      number = query.follow ? (attempts[0]?.number ?? 1) : attempts.at(-1)?.number;
    const attempt = attempts.find((each) => each.number === number);
    if (attempt !== undefined) yield* drain(around, query, attempt, offsets, isLive, signal);
    const isDone =
      attempt === undefined
        ? isOver
        : attempt.endedAt !== null && (await isDrained(around, query, attempt, offsets, isLive));
    if (isDone && query.attempt === undefined && query.follow && attempt !== undefined && !isLast(attempts, attempt)) {
      number = attempt.number + 1;
      offsets.clear();
      continue;
    }
    if (!query.follow || !isLive || (isDone && (isOver || query.attempt !== undefined))) return;
    await news.wait(signal);
  }
}

async function* drain(
  around: ReadingSurroundings,
  query: LogQuery,
  attempt: AttemptRecord,
  offsets: Map<LogStreamName, number>,
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

async function lengthOf(
  around: ReadingSurroundings,
  { runId, task }: LogQuery,
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

function attemptsOf(
  state: RunState,
  task: string,
): { readonly attempts: readonly AttemptRecord[]; readonly isOver: boolean } {
  const record = state.tasks.get(task);
  const isRunOver = runStatuses[state.header.status].terminal;
  if (record === undefined) {
    const node = task.replace(/(\[\d*\])+$/, "");
    if (state.plan.nodes.get(node)?.node.kind !== "step") throw taskNotFound(state, task);
  }
  return {
    attempts: record?.attempts ?? [],
    isOver: isRunOver || (record !== undefined && taskStatuses[record.state.status].terminal),
  };
}

export function taskNotFound(state: RunState, task: string): TroupeError {
  const steps = state.plan.steps.map((step) => step.id + "[…]".repeat(step.maps.length));
  return new TroupeError(
    `Run ${state.header.runId} has no task "${task}". Its tasks are ${steps.slice(0, 20).join(", ")}.`,
    { code: "TASK_NOT_FOUND", reaction: "reject", details: { runId: state.header.runId, task } },
  );
}

function isLast(attempts: readonly AttemptRecord[], attempt: AttemptRecord): boolean {
  return attempts.at(-1)?.number === attempt.number;
}

export async function* readMetrics(
  around: ReadingSurroundings,
  query: MetricQuery,
  signal: AbortSignal,
): AsyncGenerator<MetricPage> {
  await using news = await Newsroom.open(around, query.runId, query.follow);
  let cursor = query.after;
  while (!signal.aborted) {
    const { seen, isLive } = await around.look(query.runId, (state) => endsOf(state, query.task));
    for await (const page of metricPages(around, query.runId, cursor, isLive, seen.isEnded)) {
      cursor = page.at(-1)?.cursor ?? cursor;
      const points = page.filter(
        (point) =>
          (query.task === undefined || point.task === query.task) &&
          (query.names === undefined || query.names.includes(point.name)),
      );
      if (points.length > 0) yield { points, cursor };
      if (signal.aborted) return;
    }
    if (!query.follow || !isLive || seen.isOver) return;
    await news.wait(signal);
  }
}

/** Whether the run has ended, and whether what is asked for has. Throws TASK_NOT_FOUND. */
function endsOf(state: RunState, task: string | undefined): { readonly isEnded: boolean; readonly isOver: boolean } {
  const isEnded = runStatuses[state.header.status].terminal;
  return { isEnded, isOver: task !== undefined && attemptsOf(state, task).isOver && isEnded };
}

async function* metricPages(
  around: ReadingSurroundings,
  runId: string,
  after: number,
  isLive: boolean,
  isEnded: boolean,
): AsyncGenerator<readonly StoredMetric[]> {
  let cursor = after;
  while (isLive) {
    const page = await around.telemetry.readMetrics(runId, cursor, pagePoints);
    if (page.length === 0) break;
    cursor = page.at(-1)?.cursor ?? cursor;
    yield page;
  }
  // It may have been sealed in between: what telemetry has forgotten is in the archive.
  if (isLive && !isEnded) return;
  const run = await around.sealed.get(runId);
  if (run === undefined) return;
  for await (const slice of around.sealed.metrics(run)) {
    const points = slice.filter((point) => point.cursor > cursor);
    for (let start = 0; start < points.length; start += pagePoints) yield points.slice(start, start + pagePoints);
  }
}

/** Where those who follow wait for news of one run. */
class Newsroom implements AsyncDisposable {
  readonly #bell = new Bell();
  readonly #leave: (() => void)[] = [];

  static async open(around: ReadingSurroundings, runId: string, follow: boolean): Promise<Newsroom> {
    const room = new Newsroom();
    if (!follow) return room;
    // This one first: it may be refused, and then nothing must stay behind.
    room.#leave.push(await around.onEvent(runId, room.#bell.ring));
    const tell = (runIds: ReadonlySet<string>) => {
      if (runIds.has(runId)) room.#bell.ring();
    };
    room.#leave.push(around.telemetry.subscribe(tell));
    return room;
  }

  wait(signal: AbortSignal): Promise<void> {
    return this.#bell.wait(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const leave of this.#leave) leave();
  }
}
