/** Backfills as the store has them: what a coordinator that follows shows, and what a leader begins with. */
import { refuse } from "../following/refuse.ts";
import type { StateStore } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import { BackfillEntry } from "./backfill-entry.ts";
import { type BackfillRecord, backfillKey, backfillRecord, backfillsPrefix } from "./backfill-record.ts";
import type {
  BackfillInterval,
  BackfillPreview,
  BackfillQuery,
  BackfillRequest,
  Backfills,
  BackfillView,
  IntervalPage,
} from "./faces.ts";
import { listIntervals } from "./list-intervals.ts";
import { type PlanSurroundings, planBackfill, previewBackfill } from "./plan-backfill.ts";
import { backfillNotFound } from "./refusals.ts";

/** Oldest first. One that cannot be read is told of, and left out. */
export async function storedBackfills(
  store: StateStore,
  onDamage: (key: string, error: unknown) => void,
): Promise<readonly BackfillRecord[]> {
  const found: BackfillRecord[] = [];
  for await (const { key, value } of scanAll(store, backfillsPrefix)) {
    try {
      found.push(backfillRecord.decode(value));
    } catch (error) {
      onDamage(key, error);
    }
  }
  return found;
}

export class StoredBackfills implements Backfills {
  readonly create = refuse;
  readonly cancel = refuse;
  readonly rerun = refuse;
  readonly #store: StateStore;
  readonly #around: PlanSurroundings;

  constructor(store: StateStore, around: PlanSurroundings) {
    this.#store = store;
    this.#around = around;
  }

  async preview(request: BackfillRequest): Promise<BackfillPreview> {
    return previewBackfill(await planBackfill(this.#around, request));
  }

  async get(backfillId: string): Promise<BackfillView> {
    return (await this.#entry(backfillId)).view;
  }

  async list({ pipeline, after, limit }: BackfillQuery): Promise<readonly BackfillView[]> {
    const all = (await storedBackfills(this.#store, ignoreDamage)).toReversed();
    return all
      .filter((record) => pipeline === undefined || record.pipeline === pipeline)
      .filter(({ backfillId }) => after === undefined || backfillId < after)
      .slice(0, limit)
      .map((record) => new BackfillEntry(record).view);
  }

  async intervals(backfillId: string, page: IntervalPage): Promise<readonly BackfillInterval[]> {
    return listIntervals(this.#around.catalog, await this.#entry(backfillId), page);
  }

  async #entry(backfillId: string): Promise<BackfillEntry> {
    const bytes = await this.#store.get(backfillKey(backfillId));
    if (bytes === undefined) throw backfillNotFound(backfillId);
    return new BackfillEntry(backfillRecord.decode(bytes));
  }
}

/** The leader tells of it. */
function ignoreDamage(): void {}
