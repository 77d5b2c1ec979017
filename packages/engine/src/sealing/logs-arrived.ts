/** Whether the logs and metrics of a run that has ended are all here. */
import type { StreamLengths } from "@troupe/core";
import type { EngineLog } from "../options.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { TelemetryStore } from "../ports/telemetry-store.ts";

export interface LogsAwaited {
  readonly telemetry: Pick<TelemetryStore, "streams" | "points" | "subscribe">;
  readonly clock: Pick<Clock, "after">;
  readonly log: EngineLog;
  readonly patienceMs: number;
}

/** What is to be known of a run: how much each attempt of it has said, as its agent told; null where it could not. */
export interface SpokenRun {
  readonly header: { readonly runId: string };
  readonly tasks: ReadonlyMap<
    string,
    { readonly attempts: readonly { readonly number: number; readonly lengths: StreamLengths | null }[] }
  >;
}

/** Within the patience; each must find the store there. */
const looks = 6;

/**
 * Resolves when every stream is as long as its attempt said, and all its points are here, or when patience is at an end.
 * Patience begins anew whenever something came, and whenever the store does not answer: nothing could come meanwhile, and
 * agents have it still.
 */
export function logsArrived({ telemetry, clock, log, patienceMs }: LogsAwaited, run: SpokenRun): Promise<void> {
  const { runId } = run.header;
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  let missing = Number.POSITIVE_INFINITY;
  /** Looks since something came. */
  let idle = 0;
  let timer: Timer | undefined;
  const finish = () => {
    isOver = true;
    unsubscribe();
    timer?.cancel();
    resolve();
  };
  const look = async () => {
    try {
      const now = await missingOf(telemetry, run);
      if (now !== missing) idle = 0;
      missing = now;
      if (missing === 0) finish();
    } catch (error) {
      idle = 0;
      log.warn({ run: runId, error }, "telemetry does not say whether all logs are here; the run waits");
    }
  };
  const unsubscribe = telemetry.subscribe((runIds) => {
    if (runIds.has(runId)) void look();
  });
  const wait = () => {
    if (isOver) return;
    if (idle === looks) return finish();
    timer = clock.after(patienceMs / looks, () => {
      idle += 1;
      void look().then(wait);
    });
  };
  void look().then(wait);
  return promise;
}

/** Bytes and points that were told of and are not here. */
async function missingOf(telemetry: LogsAwaited["telemetry"], { header, tasks }: SpokenRun): Promise<number> {
  const { runId } = header;
  const found = await telemetry.streams(runId);
  const have = new Map(found.map(({ task, attempt, stream, length }) => [`${task} ${attempt} ${stream}`, length]));
  let missing = 0;
  for (const [task, { attempts }] of tasks) {
    for (const { number, lengths } of attempts) {
      const { metrics = 0, ...logs } = lengths ?? {};
      for (const [stream, length] of Object.entries(logs))
        missing += Math.max(0, length - (have.get(`${task} ${number} ${stream}`) ?? 0));
      if (metrics > 0) missing += Math.max(0, metrics - (await telemetry.points({ runId, task, attempt: number })));
    }
  }
  return missing;
}
