/** Who sees to waits, as an engine starts it. */
import { runStatuses, TroupeError } from "@troupe/core";
import type { DatasetRegistry } from "../datasets/dataset-registry.ts";
import type { EngineOptions } from "../options.ts";
import { spill } from "../records/spilled.ts";
import type { RunMaker } from "../run/run-maker.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { TriggeredRuns } from "./start-triggered.ts";
import { Waits } from "./waits.ts";

/** The engine's parts: asked for when they are needed, for they need the waits themselves. */
export interface WaitStart {
  readonly sealed: SealedRuns;
  registry(): RunRegistry;
  maker(): RunMaker;
  datasets(): DatasetRegistry;
  cancel(runId: string, reason: string): Promise<unknown>;
}

export function startWaits({ stateStore: store, archive, clock, meters }: EngineOptions, around: WaitStart): Waits {
  const { sealed, registry, maker, datasets, cancel } = around;
  const header = async (runId: string) =>
    (await registry().read(runId, ({ state }) => state.header)) ?? (await sealed.get(runId))?.state.header;
  const triggered = new TriggeredRuns({
    store,
    now: () => clock.now(),
    create: (request, also) => maker().create(request, also),
    isLive: async (runId) => {
      const found = await header(runId);
      return found !== undefined && !runStatuses[found.status].terminal;
    },
  });
  return new Waits({
    clock,
    meters,
    header,
    start: (wait) => triggered.start(wait),
    started: (wait) => triggered.started(wait),
    cancel: async (runId, reason) => void (await cancel(runId, reason).catch(ignoreEnded)),
    keep: (value) => spill(archive, value),
    head: (dataset) => datasets().head(dataset),
    revision: (dataset, revision) => datasets().revision(dataset, revision),
    tell: ({ runId, task, attempt }, end) => void registry().tell(runId, { type: "EndWait", task, attempt, end }),
  });
}

/** Between the look and the cancel it may have ended by itself. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof TroupeError) || error.code !== "RUN_ENDED") throw error;
}
