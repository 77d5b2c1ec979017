/**
 * Removes runs that no rule keeps any more, and then old versions that no run needs, in the engine that leads: now and then,
 * and when it is asked to. What they leave in the archive, artifacts, logs and code, its collection takes once nothing refers
 * to it.
 *
 * SAFETY: first what may use a run goes, the results of it that count for later ones; then runs, each after those that
 * came from it: a crash anywhere leaves nothing that leads to a run that is gone. A run's name goes before the note of it,
 * and the note before its line in a catalog: what the catalog has no line of nobody would ever remove.
 */
import {
  parentOf,
  RetentionPass,
  type RetentionRule,
  type RetentionVerdict,
  retentionOf,
  type Spared,
} from "@troupe/core";
import { cacheNames } from "../cache/step-cache.ts";
import { failpoint } from "../failpoint.ts";
import type { EngineLog } from "../options.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { VersionRecord } from "../records/records.ts";
import { sealedName } from "../sealing/manifest.ts";
import { Serial } from "../serial.ts";
import type { Retention, RetentionReport } from "./faces.ts";
import { type SweptResults, sweepResults } from "./kept-results.ts";
import { forgetRemovals, takeRemovals, writeRemovals } from "./removal-notes.ts";
import { runsInRecords } from "./runs-in-records.ts";
import { unneededVersions } from "./unneeded-versions.ts";

export interface RetentionSurroundings {
  readonly store: StateStore;
  readonly archive: Archive;
  readonly catalog: Catalog;
  readonly feed: EventFeed;
  readonly pipelines: StoredPipelines;
  readonly clock: Pick<Clock, "now">;
  readonly log: EngineLog;
  readonly term: number;
  /** What holds for pipelines that say nothing of their own. */
  readonly standard: RetentionRule;
  /** Throws NOT_LEADER once the lease can no longer be trusted. */
  checkLead(): void;
  /** Some are gone, and every catalog may know of it. */
  removed(): void;
  /** Lets go of versions that nothing is known to need; answers those that really went. */
  forgetVersions(versions: readonly VersionRecord[]): Promise<readonly VersionRecord[]>;
}

interface Plan {
  readonly results: SweptResults;
  readonly verdict: RetentionVerdict;
}

const pageSize = 1000;
/** Runs of one note. */
const portion = 500;
/** One round is no more than some minutes of work; what is left is for the next. */
const mostAtOnce = 10_000;
const reservedMs = 3_600_000;

export class RetentionOfEngine implements Retention {
  readonly #around: RetentionSurroundings;
  readonly #serial = new Serial();
  /** By pipeline, in the round that is under way. */
  #rules = new Map<string, RetentionRule>();
  /** Runs that somebody is about to refer to, and since when. */
  readonly #reserved = new Map<string, number>();

  constructor(around: RetentionSurroundings) {
    this.#around = around;
  }

  /** Lets the catalog of a new leader forget what others removed: one that was made anew has it from the feed again. */
  async catchUp(): Promise<void> {
    const { archive, catalog } = this.#around;
    const before = await catalog.lastRemoval();
    if ((await takeRemovals(catalog, archive)) !== before) this.#around.removed();
  }

  async preview(): Promise<RetentionReport> {
    this.#around.checkLead();
    return this.#serial.run("", async () => {
      const plan = await this.#plan();
      const gone = new Set(plan.verdict.removable.slice(0, mostAtOnce).map(({ runId }) => runId));
      return report(plan, await this.#unneeded((runId) => gone.has(runId)));
    });
  }

  async prune(): Promise<RetentionReport> {
    this.#around.checkLead();
    return this.#serial.run("", () => this.#prune());
  }

  /** For an hour it is not removed: whoever read it is about to write a record that refers to it. */
  reserve(runId: string): void {
    this.#reserved.set(runId, this.#around.clock.now());
  }

  async #prune(): Promise<RetentionReport> {
    const { archive, clock, log } = this.#around;
    const plan = await this.#plan();
    for (const name of plan.results.due) {
      this.#around.checkLead();
      await archive.unlink(name);
    }
    const runs = plan.verdict.removable.slice(0, mostAtOnce);
    for (let start = 0; start < runs.length; start += portion)
      await this.#remove(runs.slice(start, start + portion).map(({ runId }) => runId));
    await forgetRemovals(archive, clock.now());
    this.#around.checkLead();
    const done = report(plan, await this.#around.forgetVersions(await this.#unneeded(() => false)));
    const told = { runs: runs.length, left: done.left, results: done.results, versions: done.versions.length };
    if (told.runs + told.results + told.versions > 0)
      log.info(told, "old runs, results and versions of pipelines were removed");
    return done;
  }

  async #remove(runIds: readonly string[]): Promise<void> {
    const { archive, catalog, clock, term } = this.#around;
    const gone: string[] = [];
    for (const runId of runIds) {
      this.#around.checkLead();
      if (this.#reserved.has(runId)) continue;
      await archive.unlink(sealedName(runId));
      gone.push(runId);
      failpoint("retention-unlinked");
    }
    if (gone.length === 0) return;
    const after = await takeRemovals(catalog, archive);
    await writeRemovals(archive, { after, term, at: clock.now(), runIds: gone });
    failpoint("retention-noted");
    await takeRemovals(catalog, archive);
    this.#around.removed();
  }

  async #plan(): Promise<Plan> {
    const { clock, store, feed } = this.#around;
    const now = clock.now();
    this.#rules = new Map();
    for (const [runId, since] of this.#reserved) if (now - since > reservedMs) this.#reserved.delete(runId);
    const pass = await this.#look(now);
    const isOld = (runId: string) => pass.old.has(runId);
    // SAFETY: after the runs were listed: who has come to refer to one since then is seen here, or has reserved it.
    const results = await sweepResults({ ...this.#around, ruleOf: (name) => this.#ruleOf(name) }, now, isOld);
    if (pass.old.size === 0) return { results, verdict: pass.verdict([]) };
    const named = await runsInRecords(store, isOld);
    const first = pass.verdict([...results.runs, ...named]);
    const wanted = new Set(first.removable.map(({ runId }) => runId));
    const told = (await feed.remains?.(wanted)) ?? [];
    return { results, verdict: pass.verdict([...results.runs, ...named, ...told, ...this.#reserved.keys()]) };
  }

  #unneeded(isGone: (runId: string) => boolean): Promise<readonly VersionRecord[]> {
    const { clock } = this.#around;
    return unneededVersions({ ...this.#around, ruleOf: (name) => this.#ruleOf(name) }, clock.now(), isGone);
  }

  async #look(now: number): Promise<RetentionPass> {
    const pass = new RetentionPass(now);
    for (let before: string | undefined; ; ) {
      const page = await this.#around.catalog.runs({ ...(before !== undefined && { before }), limit: pageSize });
      for (const { cause, ...run } of page)
        pass.look({ ...run, parent: parentOf(cause) }, await this.#ruleOf(run.pipeline));
      before = page.at(-1)?.runId;
      if (before === undefined) return pass;
    }
  }

  async #ruleOf(pipeline: string | undefined): Promise<RetentionRule> {
    const { standard, pipelines } = this.#around;
    if (pipeline === undefined) return standard;
    const known = this.#rules.get(pipeline);
    if (known !== undefined) return known;
    const own = (await pipelines.currentIfAny(pipeline))?.plan.spec.retention;
    const rule = retentionOf(own, standard);
    this.#rules.set(pipeline, rule);
    return rule;
  }
}

function report({ results, verdict }: Plan, versions: readonly VersionRecord[]): RetentionReport {
  const spared: Partial<Record<Spared, number>> = {};
  for (const because of verdict.spared.values()) spared[because] = (spared[because] ?? 0) + 1;
  return {
    removed: verdict.removable.slice(0, mostAtOnce),
    left: Math.max(0, verdict.removable.length - mostAtOnce),
    spared,
    results: results.due.filter((name) => name.startsWith(cacheNames)).length,
    versions: versions.map(({ name: pipeline, version, appliedAt }) => ({ pipeline, version, appliedAt })),
  };
}
