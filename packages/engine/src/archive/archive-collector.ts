/**
 * Takes out of the archive what nothing refers to: a round marks what is live, retires what is not, and removes what was
 * retired long ago. A round goes on in slices, so that it costs little at any time, and is begun anew when it fails.
 */
import type { EngineLog } from "../options.ts";
import type { Archive } from "../ports/archive.ts";
import type { ArchiveUpkeep, PageOfObjects } from "../ports/archive-upkeep.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { fateOf, mayRetire, type Round, touchedSince } from "./collection-rules.ts";
import { LiveDigests } from "./live-digests.ts";
import { markLive } from "./mark-live.ts";

export interface CollectorSurroundings {
  readonly archive: Archive;
  readonly upkeep: ArchiveUpkeep;
  readonly store: Pick<StateStore, "scan">;
  readonly clock: Pick<Clock, "now">;
  readonly log: EngineLog;
}

export interface Collected {
  live: number;
  retired: number;
  restored: number;
  removed: number;
}

/** Each is a request to the archive or the store, or a few. */
export const stepsPerSlice = 5000;

export class ArchiveCollector {
  readonly #around: CollectorSurroundings;
  #round: AsyncGenerator<void, Collected> | undefined;
  #isBusy = false;

  constructor(around: CollectorSurroundings) {
    this.#around = around;
  }

  /**
   * Goes on with the round, or begins one. Answers what a round that ended here has done. Never throws; while a slice
   * goes on, another does nothing.
   */
  async slice(signal: AbortSignal, steps = stepsPerSlice): Promise<Collected | undefined> {
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    this.#round ??= collect(this.#around);
    try {
      for (let step = 0; step < steps && !signal.aborted; step += 1) {
        const { done, value } = await this.#round.next();
        if (done !== true) continue;
        this.#round = undefined;
        this.#around.log.info({ ...value }, "the archive was collected");
        return value;
      }
    } catch (error) {
      this.#round = undefined;
      this.#around.log.warn({ error }, "the archive could not be collected; nothing is lost, and it begins anew");
    } finally {
      this.#isBusy = false;
    }
    return undefined;
  }
}

async function* collect(around: CollectorSurroundings): AsyncGenerator<void, Collected> {
  const startedAt = around.clock.now();
  const live = new LiveDigests();
  const oldestLiveAt = yield* markLive({ ...around, live });
  const round: Round = { startedAt, oldestLiveAt };
  const done: Collected = { live: live.size, retired: 0, restored: 0, removed: 0 };
  yield* judgeRetired(around.upkeep, live, round, done);
  yield* retireOthers(around.upkeep, live, round, done);
  return done;
}

async function* retireOthers(upkeep: ArchiveUpkeep, live: LiveDigests, round: Round, done: Collected) {
  for await (const object of all((options) => upkeep.objects(options))) {
    if (mayRetire(object, live.has(object.digest), round)) {
      if (await upkeep.retire(object.digest, touchedSince(round))) done.retired += 1;
      yield;
    }
  }
}

async function* judgeRetired(upkeep: ArchiveUpkeep, live: LiveDigests, round: Round, done: Collected) {
  for await (const object of all((options) => upkeep.retired(options))) {
    const fate = fateOf(object, live.has(object.digest), round);
    if (fate === "leave") continue;
    await upkeep[fate](object.digest);
    done[fate === "restore" ? "restored" : "removed"] += 1;
    yield;
  }
}

async function* all<Listed extends { readonly digest: NonNullable<PageOfObjects["after"]> }>(
  list: (options: PageOfObjects) => Promise<readonly Listed[]>,
): AsyncGenerator<Listed> {
  for (let after: PageOfObjects["after"]; ; ) {
    const page = await list(after === undefined ? {} : { after });
    yield* page;
    after = page.at(-1)?.digest;
    if (after === undefined) return;
  }
}
