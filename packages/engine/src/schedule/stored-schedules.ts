/** Schedules as the store has them: what a coordinator that follows shows, and what a leader begins with. */

import { refuse } from "../following/refuse.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import type { Schedules, ScheduleView } from "./faces.ts";
import { scheduleNotFound } from "./refusals.ts";
import { viewSchedule } from "./schedule-entry.ts";
import {
  definitionKey,
  definitionRecord,
  progressKey,
  progressRecord,
  type ScheduleDefinition,
  type ScheduleProgress,
  schedulesPrefix,
  untouched,
} from "./schedule-records.ts";

export interface StoredSchedule {
  readonly definition: ScheduleDefinition;
  readonly progress: ScheduleProgress;
}

/** In order of name. One that cannot be read is told of, and left out. */
export async function* storedSchedules(
  store: StateStore,
  onDamage: (key: string, error: unknown) => void,
): AsyncGenerator<StoredSchedule> {
  let definition: ScheduleDefinition | undefined;
  for await (const { key, value } of scanAll(store, schedulesPrefix)) {
    try {
      // The definition of one sorts before its progress.
      if (key.endsWith("/definition")) {
        if (definition !== undefined) yield { definition, progress: untouched };
        definition = definitionRecord.decode(value);
      } else if (definition !== undefined && key === progressKey(definition.pipeline)) {
        yield { definition, progress: progressRecord.decode(value) };
        definition = undefined;
      }
    } catch (error) {
      onDamage(key, error);
      definition = undefined;
    }
  }
  if (definition !== undefined) yield { definition, progress: untouched };
}

export async function storedDefinition(store: StateStore, pipeline: string): Promise<ScheduleDefinition | undefined> {
  const bytes = await store.get(definitionKey(pipeline));
  return bytes === undefined ? undefined : definitionRecord.decode(bytes);
}

export class StoredSchedules implements Schedules {
  readonly pause = refuse;
  readonly resume = refuse;
  readonly #store: StateStore;
  readonly #clock: Clock;

  constructor(store: StateStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async list(options: { readonly after?: string; readonly limit: number }): Promise<readonly ScheduleView[]> {
    const { after = "", limit } = options;
    const found: ScheduleView[] = [];
    for await (const { definition, progress } of storedSchedules(this.#store, ignoreDamage)) {
      if (definition.pipeline > after) found.push(viewSchedule(definition, progress, this.#clock.now()));
      if (found.length === limit) break;
    }
    return found;
  }

  async get(pipeline: string): Promise<ScheduleView> {
    const definition = await storedDefinition(this.#store, pipeline);
    if (definition === undefined) throw scheduleNotFound(pipeline);
    const bytes = await this.#store.get(progressKey(pipeline));
    return viewSchedule(definition, bytes === undefined ? untouched : progressRecord.decode(bytes), this.#clock.now());
  }
}

/** The leader tells of it. */
function ignoreDamage(): void {}
