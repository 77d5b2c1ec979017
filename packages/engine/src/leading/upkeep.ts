/** What a leader does now and then: forgets what nobody needs any more, and collects the archive. */
import { ArchiveCollector } from "../archive/archive-collector.ts";
import type { Committer } from "../commit/committer.ts";
import type { FleetMessage } from "../fleet/messages.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Notifier } from "../notify/notifier.ts";
import { type EngineOptions, silentLog } from "../options.ts";
import type { Timer } from "../ports/clock.ts";
import { forgetRequests } from "../records/forget-requests.ts";
import type { Retention } from "../retention/faces.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import { forgetTriggers } from "../waiting/forget-triggers.ts";
import { triggeringRun } from "../waiting/start-triggered.ts";

export interface UpkeepSurroundings {
  readonly committer: Committer;
  readonly registry: RunRegistry;
  readonly notifier: Notifier;
  readonly fleet: Actor<FleetMessage>;
  readonly retention: Pick<Retention, "prune"> & { catchUp(): Promise<void> };
  /** Of the engine. */
  readonly ended: AbortSignal;
}

const everyMs = 3_600_000;
/** It looks at every run that there is. */
const pruneEveryMs = 6 * everyMs;

export class Upkeep {
  readonly #options: EngineOptions;
  readonly #around: UpkeepSurroundings;
  #tidying: Timer | undefined;
  #collecting: Timer | undefined;
  #pruning: Timer | undefined;

  constructor(options: EngineOptions, around: UpkeepSurroundings) {
    this.#options = options;
    this.#around = around;
  }

  /** All live runs are known. */
  start(): void {
    if (this.#around.ended.aborted) return;
    this.#catchUp();
    this.#tidy();
    this.#collectLater();
    this.#pruneAfter(everyMs);
  }

  stop(): void {
    this.#tidying?.cancel();
    this.#collecting?.cancel();
    this.#pruning?.cancel();
  }

  #catchUp(): void {
    const { log = silentLog } = this.#options;
    this.#around.retention
      .catchUp()
      .catch((error) => log.warn({ error }, "runs that were removed may still be listed"));
  }

  /** Now and every hour. A failure is no reason to stop: the next hour tries again. */
  #tidy(): void {
    const { stateStore, clock, log = silentLog } = this.#options;
    const { registry, committer, notifier, fleet } = this.#around;
    const isLive = (runId: string) => registry.isLive(runId);
    const isNeeded = (requestId: string) => isLive(triggeringRun(requestId) ?? "");
    forgetRequests(stateStore, committer, clock, isNeeded).catch((error) =>
      log.warn({ error }, "old request ids could not be forgotten"),
    );
    notifier.tidy().catch((error) => log.warn({ error }, "old notices could not be forgotten"));
    forgetTriggers(stateStore, committer, clock, isLive).catch((error) =>
      log.warn({ error }, "old keys of triggers could not be forgotten"),
    );
    fleet.tell({ type: "Tidy" });
    this.#tidying = clock.after(everyMs, () => this.#tidy());
  }

  /** Not at once: a coordinator that is started to mend something has other things to do. */
  #pruneAfter(ms: number): void {
    const { clock, log = silentLog } = this.#options;
    this.#pruning = clock.after(ms, () => {
      this.#around.retention
        .prune()
        .catch((error) => log.warn({ error }, "old runs could not be removed; tried again"));
      this.#pruneAfter(pruneEveryMs);
    });
  }

  /** Not at once: whoever could not report while nobody led does so now, and what it reports on is not to be in doubt. */
  #collectLater(): void {
    const { archive, archiveUpkeep: upkeep, stateStore: store, clock, log = silentLog } = this.#options;
    if (upkeep === undefined) return;
    const collector = new ArchiveCollector({ archive, upkeep, store, clock, log });
    const next = (): void => {
      void collector.slice(this.#around.ended);
      this.#collecting = clock.after(everyMs, next);
    };
    this.#collecting = clock.after(everyMs, next);
  }
}
