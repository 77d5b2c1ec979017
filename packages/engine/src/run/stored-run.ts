/** A run as the store has it: its records, found in one pass over all of them or by themselves, and made a run again. */
import { type Digest, type RunState, restoreRun, runStatuses, TroupeError, unnotedOrigin } from "@troupe/core";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { StateEntry, StateStore } from "../ports/state-store.ts";
import { controlPrefix, runKey, runPrefix, runsPrefix, statusKey, taskPrefix } from "../records/keys.ts";
import { controlRecord, runRecord, statusRecord, taskRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import { loadSpilled } from "../records/spilled.ts";
import { readKept } from "../rerun/kept-results.ts";

/** A run's records as the store has them. */
export interface StoredRun {
  readonly record: Uint8Array | undefined;
  readonly status: Uint8Array | undefined;
  readonly tasks: readonly Uint8Array[];
  readonly controls: readonly Uint8Array[];
}

export interface RestoredRun {
  readonly state: RunState;
  readonly codeDigest: Digest | null;
}

/** All runs, from one pass over the store. */
export async function* storedRuns(
  store: StateStore,
): AsyncGenerator<{ readonly runId: string; readonly records: StoredRun }> {
  for await (const { runId, entries } of byRun(scanAll(store, runsPrefix)))
    yield { runId, records: storedRun(runId, entries) };
}

export async function readStoredRun(store: StateStore, runId: string): Promise<StoredRun> {
  const entries: StateEntry[] = [];
  for await (const entry of scanAll(store, runPrefix(runId))) entries.push(entry);
  return storedRun(runId, entries);
}

/** There is no run of that name. */
export function isAbsent({ record, status }: StoredRun): boolean {
  return record === undefined && status === undefined;
}

/** Nothing of it goes on: it is only not in the archive yet. False for one that is damaged: whoever loads it says why. */
export function isOver({ record, status }: StoredRun): boolean {
  if (record === undefined || status === undefined) return false;
  try {
    return runStatuses[statusRecord.decode(status).status].terminal;
  } catch {
    return false;
  }
}

/** Throws if a record cannot be read, or is not there: DATA_CORRUPT. */
export async function restoreStoredRun(
  { archive, pipelines }: { readonly archive: Archive; readonly pipelines: StoredPipelines },
  runId: string,
  { record, status, ...stored }: StoredRun,
): Promise<RestoredRun> {
  if (record === undefined || status === undefined)
    throw new TroupeError(`Run ${runId} has no header in the state store: restore it from a backup.`, {
      code: "DATA_CORRUPT",
      reaction: "fatal",
    });
  const header = { ...unnotedOrigin, ...runRecord.decode(record), ...statusRecord.decode(status), outputs: null };
  const { plan, record: version } = await pipelines.version(header.pipeline, header.version);
  const tasks = [];
  for (const value of stored.tasks) tasks.push(await loadSpilled(archive, taskRecord.decode(value)));
  const kept = header.reuses === undefined ? undefined : await readKept(archive, header.reuses.results);
  const state = restoreRun(plan, header, tasks, stored.controls.map(controlRecord.decode), kept);
  return { state, codeDigest: version.codeDigest as Digest | null };
}

/** Keys come in order, so what belongs to a run comes together. */
async function* byRun(
  all: AsyncIterable<StateEntry>,
): AsyncGenerator<{ readonly runId: string; readonly entries: readonly StateEntry[] }> {
  let current: { readonly runId: string; readonly entries: StateEntry[] } | undefined;
  for await (const entry of all) {
    const runId = entry.key.slice(runsPrefix.length).split("/")[0] ?? "";
    if (runId !== current?.runId) {
      if (current !== undefined) yield current;
      current = { runId, entries: [] };
    }
    current.entries.push(entry);
  }
  if (current !== undefined) yield current;
}

function storedRun(runId: string, entries: readonly StateEntry[]): StoredRun {
  const under = (prefix: string) => entries.filter(({ key }) => key.startsWith(prefix)).map(({ value }) => value);
  const at = (wanted: string) => entries.find(({ key }) => key === wanted)?.value;
  return {
    record: at(runKey(runId)),
    status: at(statusKey(runId)),
    tasks: under(taskPrefix(runId)),
    controls: under(controlPrefix(runId)),
  };
}
