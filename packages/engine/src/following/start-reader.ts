/**
 * A coordinator that follows: the faces of an engine, read from what the stores have. What is live it answers as new as
 * the question; it takes telemetry; what only the leader may do, or knows, it refuses with NOT_LEADER.
 */
import type { PipelineSpec } from "@troupe/core";
import { CatalogedArtifacts } from "../artifacts/cataloged-artifacts.ts";
import { StoredBackfills } from "../backfill/stored-backfills.ts";
import type { CatalogFollower } from "../commit/catalog-follower.ts";
import type { Datasets } from "../datasets/dataset-views.ts";
import { StoredDatasets } from "../datasets/stored-datasets.ts";
import type { Faces, Pipelines, Runs } from "../engine.ts";
import { type AgentRoom, poolWarnings, stepsNeverMet } from "../fleet/steps-never-met.ts";
import { nobodyToTell } from "../notify/nobody-to-tell.ts";
import { noticesOfRun } from "../notify/notices.ts";
import { unknownConnections } from "../notify/unknown-connections.ts";
import type { EngineOptions } from "../options.ts";
import { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import { readPools, StoredPools } from "../pools/stored-pools.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { StateStore } from "../ports/state-store.ts";
import { agentsPrefix } from "../records/keys.ts";
import { agentRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import { RunReader } from "../run/run-reader.ts";
import { viewRun } from "../run/run-view.ts";
import { StoredSchedules } from "../schedule/stored-schedules.ts";
import { sealedName } from "../sealing/manifest.ts";
import { SealedRuns } from "../sealing/sealed-runs.ts";
import { Ingest } from "../telemetry/ingest.ts";
import { LiveRuns } from "../telemetry/live-runs.ts";
import { FollowedRemovals } from "./followed-removals.ts";
import { FollowedRuns } from "./followed-runs.ts";
import { refuse } from "./refuse.ts";
import { StoredAgents } from "./stored-agents.ts";

export type ReaderOptions = Pick<
  EngineOptions,
  | "stateStore"
  | "eventFeed"
  | "telemetryStore"
  | "archive"
  | "catalog"
  | "clock"
  | "tracing"
  | "meters"
  | "hints"
  | "messenger"
> & { readonly follower: CatalogFollower };

export interface Reader extends Faces {
  /** Follows nothing any more: streams end as cut off, and go on elsewhere. */
  stop(): void;
}

export function startReader(options: ReaderOptions): Reader {
  const { stateStore: store, eventFeed: feed, telemetryStore: telemetry, archive, catalog, clock, tracing } = options;
  const { messenger = nobodyToTell } = options;
  const pipelines = new ReadPipelines({ store, archive, clock, neverMet: (spec) => neverMet(store, messenger, spec) });
  const followed = new FollowedRuns({
    store,
    feed,
    archive,
    catalog,
    clock,
    pipelines,
    follower: options.follower,
    hints: options.hints,
    view: (state) => viewRun(state, tracing?.traceId(state.header.runId, state.header.traceparent) ?? ""),
  });
  const live = new LiveRuns(clock, (runId) => followed.isLive(runId));
  const sealed = new SealedRuns(archive, pipelines);
  const { follower } = options;
  const runs = new ReadRuns({ source: followed, sealed, catalog, feed, telemetry, tracing, follower, clock });
  const removals = new FollowedRemovals({
    archive,
    catalog,
    clock,
    hints: options.hints,
    removed: () => {
      sealed.forgetAll();
      runs.missRemoved();
    },
  });
  return {
    pipelines,
    runs,
    datasets: new ReadDatasets({ store, pipelines }),
    agents: new StoredAgents(store),
    schedules: new StoredSchedules(store, clock),
    backfills: new StoredBackfills(store, { pipelines, catalog }),
    telemetry: new Ingest({
      store: telemetry,
      meters: options.meters,
      isLive: (runId) => live.has(runId),
      isSealed: async (runId) => (await archive.resolve(sealedName(runId))) !== undefined,
      // Those who watch see it, here or elsewhere. It is no history, and the next report is not far.
      progress: (key, progress) => {
        followed.takeProgress(key, progress);
        options.hints?.tell({ type: "progress", ...key, progress });
      },
    }),
    pools: new StoredPools(store),
    // Nobody else knows of all that is open.
    approvals: { list: refuse, answer: refuse },
    notices: { list: (runId) => noticesOfRun(store, runId), test: refuse },
    artifacts: new CatalogedArtifacts({ catalog, archive, source: followed }),
    // Only the leader removes runs.
    retention: { preview: refuse, prune: refuse },
    stop: () => {
      removals.stop();
      followed.stop();
      runs.stopChanges();
    },
  };
}

class ReadPipelines extends StoredPipelines implements Pipelines {
  apply(): Promise<never> {
    return refuse();
  }
}

class ReadDatasets extends StoredDatasets implements Datasets {
  publish(): Promise<never> {
    return refuse();
  }
}

class ReadRuns extends RunReader implements Runs {
  create(): Promise<never> {
    return refuse();
  }

  prioritize(): Promise<never> {
    return refuse();
  }

  cancel(): Promise<never> {
    return refuse();
  }

  rerun(): Promise<never> {
    return refuse();
  }

  previewRerun(): Promise<never> {
    return refuse();
  }

  endTask(): Promise<never> {
    return refuse();
  }

  release(): Promise<never> {
    return refuse();
  }

  /** Nobody else knows of all of them. */
  waits(): Promise<never> {
    return refuse();
  }
}

async function neverMet(store: StateStore, messenger: Messenger, spec: PipelineSpec): Promise<readonly string[]> {
  const agents: AgentRoom[] = [];
  for await (const { value } of scanAll(store, agentsPrefix)) agents.push(agentRecord.decode(value).hello);
  const pools = new Map((await readPools(store)).map(({ name, slots }) => [name, slots]));
  return [
    ...stepsNeverMet(spec, agents),
    ...poolWarnings(spec, pools),
    ...unknownConnections(spec, messenger.connections()),
  ];
}
