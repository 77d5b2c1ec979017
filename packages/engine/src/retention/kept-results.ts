/** Which results the cache keeps for later runs, and which of them have to go. */
import { isResultDue, parseTaskName, type RetentionRule } from "@troupe/core";
import { type CacheEntry, cacheNames, lastResultNames, readCacheEntry } from "../cache/step-cache.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";

export interface KeptResultsSurroundings {
  readonly archive: Archive;
  readonly catalog: Pick<Catalog, "run">;
  readonly pipelines: StoredPipelines;
  /** Of a pipeline; of an unknown one what holds for all. */
  ruleOf(pipeline: string | undefined): Promise<RetentionRule>;
}

export interface SweptResults {
  /** Names of what has to go. */
  readonly due: readonly string[];
  /** Runs of which a result stays. */
  readonly runs: ReadonlySet<string>;
}

const pageSize = 500;

/** `isMeant`: the runs that somebody wants to know of. */
export async function sweepResults(
  around: KeptResultsSurroundings,
  now: number,
  isMeant: (runId: string) => boolean,
): Promise<SweptResults> {
  const due: string[] = [];
  const runs = new Set<string>();
  for await (const { name, entry } of entries(around.archive)) {
    // Of a newer Troupe: it knows what to do with it.
    if (entry === undefined) continue;
    if (await isDue(around, entry, now)) due.push(name);
    else if (isMeant(entry.runId)) runs.add(entry.runId);
  }
  return { due, runs };
}

async function isDue(around: KeptResultsSurroundings, { runId, task, at }: CacheEntry, now: number): Promise<boolean> {
  const pipeline = (await around.catalog.run(runId))?.pipeline;
  const countsForMs = pipeline === undefined ? undefined : await countsFor(around.pipelines, pipeline, task);
  return isResultDue(at, await around.ruleOf(pipeline), now, countsForMs);
}

/** As the current version of its step says; undefined where that says nothing, or has no such step. */
async function countsFor(pipelines: StoredPipelines, pipeline: string, task: string): Promise<number | undefined> {
  const { plan } = (await pipelines.currentIfAny(pipeline)) ?? {};
  const node = plan?.spec.nodes.find(({ id }) => id === parseTaskName(task)?.node);
  return node?.kind === "step" ? plan?.spec.steps[node.step]?.cache?.maxAgeMs : undefined;
}

async function* entries(archive: Archive) {
  for (const prefix of [cacheNames, lastResultNames]) {
    for (let after: string | undefined; ; ) {
      const names = await archive.names(prefix, after === undefined ? { limit: pageSize } : { after, limit: pageSize });
      for (const name of names) yield { name, entry: await readCacheEntry(archive, name) };
      after = names.at(-1);
      if (after === undefined) break;
    }
  }
}
