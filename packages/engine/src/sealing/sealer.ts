/**
 * Moves finished runs from the store to the archive: first everything is written and linked, then the feed and the
 * telemetry forget the run, then its records go. A crash anywhere in between is finished by sealing again.
 */
import { type RunState, type StreamLengths, taskName } from "@troupe/core";
import type { Committer } from "../commit/committer.ts";
import type { Outbox } from "../commit/outbox.ts";
import { failpoint } from "../failpoint.ts";
import type { EngineLog } from "../options.ts";
import type { Archive } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { StoredMetric, StreamKey, TelemetryStore } from "../ports/telemetry-store.ts";
import { controlKey, requestKey, runKey, statusKey, taskKey } from "../records/keys.ts";
import { requestRecord, slim } from "../records/records.ts";
import { putText } from "./archive-text.ts";
import { logsArrived } from "./logs-arrived.ts";
import { type SealedLog, type SealedManifest, sealedName } from "./manifest.ts";
import { sealLog } from "./seal-log.ts";
import { putPoints } from "./sealed-points.ts";

export interface SealerSurroundings {
  readonly archive: Archive;
  readonly feed: EventFeed;
  readonly telemetry: TelemetryStore;
  readonly store: StateStore;
  readonly committer: Committer;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** How long to wait for the last log lines of an agent that is slow or gone, of the time in which they could come. */
  readonly patienceMs: number;
  /** The run is in the archive: logs and metrics that come now come too late. */
  linked(runId: string): void;
  /** The run is in the archive and nowhere else. */
  sealed(runId: string): void;
}

export interface EndedRun {
  readonly state: RunState;
  readonly codeDigest: SealedManifest["codeDigest"];
}

/** A run may have more tasks than one batch takes. */
const portion = 50;

/** Runs that are sealed side by side share the syncs of the feed and the store: as many as end in a second of many. */
const mostRuns = 128;
/** That they have together: their histories are in memory meanwhile. One run may have more. */
const mostTasks = 2000;

/** Events that lie in the manifest itself: an object costs as much as the whole rest of a small run. */
const inlineEvents = 200;
/** Read, and written, at once. */
const pagePoints = 2000;

interface Attempt {
  readonly ended: EndedRun;
  readonly number: number;
}

export class Sealer {
  readonly #around: SealerSurroundings;
  readonly #waiting: Attempt[] = [];
  #work: Promise<void> | undefined;
  #stopped = false;

  constructor(around: SealerSurroundings) {
    this.#around = around;
  }

  /** A run that still waits for logs is not in line. */
  seal(ended: EndedRun): void {
    void logsArrived(this.#around, ended.state).then(() => this.#queue({ ended, number: 1 }));
  }

  /** Seals no more, and answers when the runs in hand are where they belong. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  #queue(attempt: Attempt): void {
    this.#waiting.push(attempt);
    this.#work ??= this.#sealAll();
  }

  /** A few at a time: sealing is never urgent, and must not crowd out what is. */
  async #sealAll(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const group = this.#waiting.splice(0, this.#next());
      const isFed = this.#around.outbox.caughtUp();
      await Promise.all(group.map((attempt) => this.#try(attempt, isFed)));
    }
    this.#work = undefined;
  }

  /** How many of those that wait are next. */
  #next(): number {
    let tasks = 0;
    const full = this.#waiting.slice(0, mostRuns).findIndex(({ ended }, index) => {
      tasks += ended.state.tasks.size;
      return index > 0 && tasks > mostTasks;
    });
    return full === -1 ? mostRuns : full;
  }

  async #try({ ended, number }: Attempt, isFed: Promise<void>): Promise<void> {
    const { runId } = ended.state.header;
    try {
      await isFed;
      await this.#seal(ended);
    } catch (error) {
      if (this.#stopped) return;
      const { log, clock } = this.#around;
      log.warn({ run: runId, attempt: number, error }, "sealing failed; the run stays live and is sealed later");
      clock.after(Math.min(60_000, 500 * 2 ** number), () => this.#queue({ ended, number: number + 1 }));
    }
  }

  async #seal({ state, codeDigest }: EndedRun): Promise<void> {
    const { archive, feed, telemetry, committer } = this.#around;
    const { runId } = state.header;
    failpoint("seal-before-link");
    if ((await archive.resolve(sealedName(runId))) === undefined) {
      await archive.link(
        sealedName(runId),
        await putText(archive, JSON.stringify(await this.#manifest(state, codeDigest))),
      );
    }
    failpoint("seal-linked");
    // SAFETY: before telemetry forgets the run. What it took after that, nobody would ever make it forget.
    this.#around.linked(runId);
    await feed.dropRun(runId);
    failpoint("seal-feed-dropped");
    await telemetry.dropRun(runId);
    failpoint("seal-telemetry-dropped");
    const [tasks, header] = [taskKeysOf(state), [runKey(runId), statusKey(runId)]];
    const puts = await this.#requestPut(state);
    // SAFETY: the header goes last, with the tasks gone. As long as it is there a new leader finds the run, and goes on here.
    for (let start = 0; start < tasks.length; start += portion) {
      void committer.stage({ deletes: tasks.slice(start, start + portion) }).catch(() => {
        // The last one fails as well.
      });
    }
    await committer.stage({ puts, deletes: header });
    this.#around.sealed(runId);
  }

  async #manifest(state: RunState, codeDigest: SealedManifest["codeDigest"]): Promise<SealedManifest> {
    const { archive, feed } = this.#around;
    const { runId } = state.header;
    const events = (await feed.readRun(runId, 0)).flatMap((entry) => entry.events);
    const logs: SealedLog[] = [];
    for (const key of allStreams(state, await this.#around.telemetry.streams(runId))) {
      const expected = lengthsOf(state, key)?.[key.stream];
      logs.push(await sealLog(this.#around.telemetry, archive, key, expected));
    }
    return {
      format: 1,
      header: state.header,
      tasks: [...state.tasks.values()].map(slim),
      controls: [...state.controls.values()],
      codeDigest,
      events: events.length > inlineEvents ? await putText(archive, JSON.stringify(events)) : events,
      metrics: await putPoints(archive, this.#points(runId)),
      logs,
    };
  }

  async *#points(runId: string): AsyncGenerator<readonly StoredMetric[]> {
    const { telemetry } = this.#around;
    for (let after = 0; ; ) {
      const page = await telemetry.readMetrics(runId, after, pagePoints);
      if (page.length === 0) return;
      after = page.at(-1)?.cursor ?? after;
      yield page;
    }
  }

  async #requestPut(state: RunState) {
    const { requestId, endedAt } = state.header;
    const bytes = requestId === null ? undefined : await this.#around.store.get(requestKey(requestId));
    if (requestId === null || bytes === undefined) return [];
    return [
      {
        key: requestKey(requestId),
        value: requestRecord.encode({ ...requestRecord.decode(bytes), endedAt: endedAt ?? 0 }),
      },
    ];
  }
}

/** Also those of which nothing ever came, so that what is missing is counted. */
function allStreams(state: RunState, come: readonly StreamKey[]): readonly StreamKey[] {
  const { runId } = state.header;
  const known = new Set(come.map(streamName));
  const written = [...state.tasks].flatMap(([task, { attempts }]) =>
    attempts.flatMap(({ number, lengths }) =>
      Object.entries(lengths ?? {})
        .filter(([stream, length]) => stream !== "metrics" && length > 0)
        .map(([stream]) => ({ runId, task, attempt: number, stream: stream as StreamKey["stream"] })),
    ),
  );
  return [...come, ...written.filter((key) => !known.has(streamName(key)))];
}

function streamName({ task, attempt, stream }: StreamKey): string {
  return `${task} ${attempt} ${stream}`;
}

function lengthsOf(state: RunState, key: StreamKey): StreamLengths | null {
  return state.tasks.get(key.task)?.attempts.find((attempt) => attempt.number === key.attempt)?.lengths ?? null;
}

function taskKeysOf(state: RunState): readonly string[] {
  const { runId } = state.header;
  return [
    ...[...state.tasks.values()].map((task) => taskKey(runId, taskName(task.node, task.path))),
    ...[...state.controls.keys()].map((name) => controlKey(runId, name)),
  ];
}
