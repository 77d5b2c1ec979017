/**
 * The traces of all live runs. Told of every committed event, it writes the spans that ended with it.
 *
 *   unknown ──first event──▶ following ──last event──▶ (forgotten)
 *      │                      │     ▲
 *      └── later event ──▶ catching up     reads the run's history until it is level, then follows
 *                             ▲     │
 *      following ─── a gap, or ─────┘
 *                    forgotten for want of room
 *
 * A predecessor that crashed took the spans with it that it had not sent yet. So whoever catches up writes those again
 * that had ended shortly before: the same ids, the same instants, the same span. Better twice than not at all.
 *
 * Bounded: `capacity` runs and tasks under way are remembered. Above it the run that was quiet for longest is forgotten;
 * its next event makes the tracer catch up.
 */
import type { Clock, FeedEntry, RunObserver } from "@troupe/engine";
import { CatchUp } from "./catch-up.ts";
import { type FollowedRun, FollowedRuns } from "./followed-runs.ts";
import type { RunHistory } from "./run-history.ts";
import { RunTrace } from "./run-trace.ts";
import type { SamplingPolicy } from "./sampling.ts";
import type { TraceSpan, WriteSpan } from "./trace-span.ts";
import { noRuns, type TracerCounts } from "./tracer-counts.ts";

export interface RunTracerOptions {
  readonly history: RunHistory;
  readonly clock: Clock;
  readonly sampling: SamplingPolicy;
  readonly write: WriteSpan;
  /** A run whose trace has to go on without some spans, and why. */
  readonly onAbandoned?: (runId: string, cause: unknown) => void;
  /** Runs and open tasks together. */
  readonly capacity?: number;
}

interface Told {
  /** Sequence numbers of the first event that the tracer was told of, and after the last one. */
  readonly from: number;
  until: number;
  /** In order. Not all of them if there were too many: then the history has them. */
  readonly kept: FeedEntry[];
}

/** About 300 bytes each. */
const defaultCapacity = 50_000;
const maxReaders = 4;
/** Of all runs that are being caught up with. */
const maxKeptEvents = 20_000;
/** The feed may be some way behind the commits. Together six seconds. */
const retryDelaysMs = [200, 400, 800, 1600, 3200];

export class RunTracer implements RunObserver {
  readonly #options: RunTracerOptions;
  readonly #capacity: number;
  readonly #following: FollowedRuns;
  readonly #catchingUp = new Map<string, Told>();
  readonly #waiting: string[] = [];
  readonly #counts = noRuns();
  #readers = 0;
  #keptEvents = 0;

  constructor(options: RunTracerOptions) {
    this.#options = options;
    this.#capacity = options.capacity ?? defaultCapacity;
    this.#following = new FollowedRuns(this.#capacity);
  }

  /** Idempotent: events that it was told before are ignored. */
  committed(entry: FeedEntry): void {
    if (entry.events.length === 0) return;
    try {
      this.#take(entry);
    } catch (bug) {
      // SAFETY: an observer must not throw. The run goes on, its trace may not.
      this.#abandon(entry.runId, bug);
    }
  }

  /** Of runs that have ended, and of those that were abandoned. */
  counts(): Readonly<TracerCounts> {
    return { ...this.#counts };
  }

  #take(entry: FeedEntry): void {
    const run = this.#following.get(entry.runId) ?? this.#begun(entry);
    // A gap in a run that was followed: somebody else led in between.
    if (run === undefined || entry.first > run.next) this.#catchUp(entry);
    else this.#follow(entry, run);
  }

  #begun(entry: FeedEntry): FollowedRun | undefined {
    if (entry.events[0]?.type !== "RunCreated" || this.#catchingUp.has(entry.runId)) return undefined;
    return { trace: new RunTrace(this.#options.sampling), next: entry.first };
  }

  #follow(entry: FeedEntry, { trace, next }: FollowedRun): void {
    this.#following.take(entry.runId);
    for (const event of entry.events.slice(next - entry.first)) this.#write(trace.apply(event));
    this.#goOn(entry.runId, { trace, next: Math.max(next, entry.first + entry.events.length) });
  }

  #goOn(runId: string, run: FollowedRun): void {
    const { outcome } = run.trace;
    if (outcome === null) this.#following.put(runId, run);
    else this.#counts[outcome] += 1;
  }

  #catchUp(entry: FeedEntry): void {
    this.#following.take(entry.runId);
    const told = this.#catchingUp.get(entry.runId);
    if (told !== undefined) this.#keep(told, entry);
    else if (this.#catchingUp.size < this.#capacity) this.#queueReading(entry);
    else this.#abandon(entry.runId, new Error("too many runs to catch up with"));
  }

  #queueReading(entry: FeedEntry): void {
    const told: Told = { from: entry.first, until: entry.first, kept: [] };
    this.#keep(told, entry);
    this.#catchingUp.set(entry.runId, told);
    this.#waiting.push(entry.runId);
    this.#startReaders();
  }

  #keep(told: Told, entry: FeedEntry): void {
    told.until = Math.max(told.until, entry.first + entry.events.length);
    if (this.#keptEvents + entry.events.length > maxKeptEvents) return;
    told.kept.push(entry);
    this.#keptEvents += entry.events.length;
  }

  #startReaders(): void {
    while (this.#readers < maxReaders && this.#waiting.length > 0) {
      this.#readers += 1;
      void this.#readWaiting();
    }
  }

  async #readWaiting(): Promise<void> {
    for (let runId = this.#waiting.shift(); runId !== undefined; runId = this.#waiting.shift()) {
      const told = this.#catchingUp.get(runId);
      if (told !== undefined)
        await this.#read(runId, told).catch((cause: unknown) => this.#stopReading(runId, told, cause));
    }
    this.#readers -= 1;
  }

  #stopReading(runId: string, told: Told, cause: unknown): void {
    this.#release(told);
    this.#catchingUp.delete(runId);
    this.#abandon(runId, cause);
  }

  #release(told: Told): void {
    for (const { events } of told.kept.splice(0)) this.#keptEvents -= events.length;
  }

  async #read(runId: string, told: Told): Promise<void> {
    const { history, sampling } = this.#options;
    const catchUp = new CatchUp(runId, told.from, history, sampling);
    let retries = 0;
    while (catchUp.next < told.until) {
      if (this.#applyKept(catchUp, told)) continue;
      const read = await catchUp.readPage().catch((cause: unknown) => ({ cause }));
      if (read === true) retries = 0;
      else await this.#wait(retryDelaysMs[retries++], read);
    }
    this.#release(told);
    // From here on nothing is awaited: an event that came now would be missed.
    this.#catchingUp.delete(runId);
    this.#write(catchUp.spans);
    this.#goOn(runId, { trace: catchUp.trace, next: catchUp.next });
  }

  #applyKept(catchUp: CatchUp, told: Told): boolean {
    const [entry] = told.kept;
    if (entry === undefined || entry.first > catchUp.next) return false;
    told.kept.shift();
    this.#keptEvents -= entry.events.length;
    catchUp.apply(entry);
    return true;
  }

  async #wait(ms: number | undefined, read: false | { readonly cause: unknown }): Promise<void> {
    if (ms === undefined) throw new Error("the run's earlier events cannot be read", read || undefined);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.clock.after(ms, resolve);
    await promise;
  }

  #write(spans: readonly TraceSpan[]): void {
    for (const span of spans) this.#options.write(span);
  }

  #abandon(runId: string, cause: unknown): void {
    this.#following.take(runId);
    this.#counts.abandoned += 1;
    this.#options.onAbandoned?.(runId, cause);
  }
}
