/**
 * The parts of an engine that leads, wired to each other: store, committer, outbox, actors, and the faces that the outside
 * sees. What is made first uses what is made later, once there is something to do.
 */
import { type PipelineSpec, sideBySide, type TroupeError } from "@troupe/core";
import { Admissions } from "../admission/admissions.ts";
import { CatalogedArtifacts } from "../artifacts/cataloged-artifacts.ts";
import type { BackfillMessage } from "../backfill/backfill-actor.ts";
import { BackfillsOfEngine } from "../backfill/backfills.ts";
import { startBackfills } from "../backfill/start-backfills.ts";
import { CatalogFollower } from "../commit/catalog-follower.ts";
import { Committer } from "../commit/committer.ts";
import { joined } from "../commit/joined.ts";
import { Outbox } from "../commit/outbox.ts";
import { DatasetRegistry } from "../datasets/dataset-registry.ts";
import { DatasetTriggers } from "../datasets/dataset-triggers.ts";
import type { Faces, ProgressView } from "../engine.ts";
import { AgentsOfEngine } from "../fleet/agents.ts";
import type { FleetMessage } from "../fleet/messages.ts";
import { type Fleet, startFleet } from "../fleet/start-fleet.ts";
import { poolWarnings, stepsNeverMet } from "../fleet/steps-never-met.ts";
import { type Actor, ask, type Reply } from "../kernel/actor.ts";
import { notLeader } from "../not-leader.ts";
import { lastLinesOf } from "../notify/last-lines.ts";
import { nobodyToTell } from "../notify/nobody-to-tell.ts";
import { NoticesOfEngine } from "../notify/notices.ts";
import { Notifier } from "../notify/notifier.ts";
import { unknownConnections } from "../notify/unknown-connections.ts";
import { type EngineLog, type EngineOptions, silentLog } from "../options.ts";
import { PipelineRegistry } from "../pipeline/pipelines.ts";
import { Allotments } from "../placement/allotments.ts";
import type { PlacementMessage } from "../placement/placement-actor.ts";
import { startPlacement } from "../placement/start-placement.ts";
import { PoolRegistry } from "../pools/pools.ts";
import type { Lease } from "../ports/leadership.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import { Reruns } from "../rerun/reruns.ts";
import { RetentionOfEngine } from "../retention/retention.ts";
import { LedRuns } from "../run/led-runs.ts";
import { RunMaker } from "../run/run-maker.ts";
import { RunRegistry } from "../run/run-registry.ts";
import { RunsOfEngine } from "../run/runs.ts";
import { UsedOutputs } from "../run/used-outputs.ts";
import type { ScheduleMessage } from "../schedule/schedule-actor.ts";
import { SchedulesOfEngine } from "../schedule/schedules.ts";
import { startSchedules } from "../schedule/start-schedules.ts";
import { EndedRuns } from "../sealing/ended-runs.ts";
import { sealedName } from "../sealing/manifest.ts";
import { SealedRuns } from "../sealing/sealed-runs.ts";
import { Sealer } from "../sealing/sealer.ts";
import { Ingest } from "../telemetry/ingest.ts";
import { ApprovalsOfEngine } from "../waiting/approvals.ts";
import { startWaits } from "../waiting/start-waits.ts";
import type { Waits } from "../waiting/waits.ts";
import { adopt, assign, runSurroundings } from "./run-effects.ts";
import { TakeOver } from "./take-over.ts";
import { Upkeep } from "./upkeep.ts";

export class Parts implements Faces {
  readonly clusterId: string;
  readonly term: number;
  readonly pipelines: PipelineRegistry;
  readonly runs: RunsOfEngine;
  readonly agents: AgentsOfEngine;
  readonly telemetry: Ingest;
  readonly approvals: ApprovalsOfEngine;
  readonly schedules: SchedulesOfEngine;
  readonly pools: PoolRegistry;
  readonly backfills: BackfillsOfEngine;
  readonly notices: NoticesOfEngine;
  readonly artifacts: CatalogedArtifacts;
  readonly retention: RetentionOfEngine;
  readonly datasets: DatasetRegistry;
  readonly options: EngineOptions;
  readonly lease: Lease;
  readonly log: EngineLog;
  readonly takeOver: TakeOver;
  readonly #ended = new AbortController();
  readonly committer: Committer;
  readonly follower: CatalogFollower;
  readonly outbox: Outbox;
  readonly sealed: SealedRuns;
  readonly sealer: Sealer;
  readonly endedRuns: EndedRuns;
  readonly triggers: DatasetTriggers;
  readonly admissions: Admissions;
  readonly registry: RunRegistry;
  readonly maker: RunMaker;
  readonly notifier: Notifier;
  readonly waits: Waits;
  readonly allotments: Allotments;
  readonly placement: Actor<PlacementMessage>;
  readonly fleet: Fleet;
  readonly schedule: Actor<ScheduleMessage>;
  readonly backfill: Actor<BackfillMessage>;
  readonly upkeep: Upkeep;
  readonly #there = Promise.withResolvers<void>();
  /** To what other coordinators tell. */
  readonly #listening: (() => void) | undefined;

  constructor(options: EngineOptions, lease: Lease) {
    const { stateStore: store, archive, clock, catalog, eventFeed: feed, telemetryStore, tracing, hints } = options;
    this.options = options;
    this.lease = lease;
    this.log = options.log ?? silentLog;
    this.clusterId = lease.clusterId;
    this.term = lease.term;
    this.takeOver = new TakeOver(lease.term, clock, this.log);
    this.follower =
      options.follower ??
      new CatalogFollower({ feed, catalog, clock, onTrouble: (error) => this.#warnOfTrouble(error) });
    this.outbox = this.#makeOutbox();
    this.committer = this.#makeCommitter();
    this.pipelines = this.#makePipelines();
    this.sealed = new SealedRuns(archive, this.pipelines);
    this.admissions = new Admissions({
      store,
      overlapOf: async (pipeline) => (await this.pipelines.current(pipeline)).plan.spec.overlap ?? sideBySide,
      tell: (runId, message) => this.registry.tell(runId, message),
    });
    this.waits = startWaits(options, {
      sealed: this.sealed,
      registry: () => this.registry,
      maker: () => this.maker,
      datasets: () => this.datasets,
      cancel: (runId, reason) => this.runs.cancel(runId, reason),
    });
    this.datasets = new DatasetRegistry({
      ...{ store, archive, clock },
      pipelines: this.pipelines,
      committer: this.committer,
      published: (datasets) => this.announce(datasets),
    });
    this.triggers = this.#makeTriggers();
    this.allotments = new Allotments(options.meters);
    const run = runSurroundings(this);
    this.registry = new RunRegistry({
      ...{ store, archive, run },
      pipelines: this.pipelines,
      admissions: this.admissions,
      adopt: (state, since) => adopt(this, state, since),
      soon: options.soon,
    });
    this.maker = new RunMaker({
      ...{ store, run },
      pipelines: this.pipelines,
      registry: this.registry,
      admissions: this.admissions,
      datasets: this.datasets,
      outputs: new UsedOutputs({ store, registry: this.registry, sealed: this.sealed }),
      runsAreThere: this.runsAreThere,
      checkPools: (spec) => this.pools.check(spec),
    });
    this.sealer = this.#makeSealer();
    const { pipelines, sealer, log, ended } = this;
    this.endedRuns = new EndedRuns({ registry: this.registry, pipelines, sealer, clock, log, ended });
    const onFailure = (error: unknown) => this.crash(error);
    this.placement = startPlacement(options, {
      allotments: this.allotments,
      assign: (runId, assignments) => assign(this, runId, assignments),
      onFailure,
    });
    this.pools = new PoolRegistry({
      store,
      committer: this.committer,
      checkLead: () => this.#checkLead(),
      changed: (name, slots) => void this.placement.tell({ type: "PoolChanged", name, slots }),
      use: () => this.#askPlacement((reply) => ({ type: "ReadPools", reply, reject: reply.reject })),
    });
    this.fleet = startFleet(options, {
      leader: { clusterId: this.clusterId, term: this.term },
      committer: this.committer,
      registry: this.registry,
      placement: this.placement,
      allotments: this.allotments,
      onFailure,
    });
    const create: RunMaker["create"] = (...of) => this.maker.create(...of);
    this.schedule = startSchedules(options, { committer: this.committer, create, onFailure });
    this.schedules = new SchedulesOfEngine(this.schedule);
    this.backfill = startBackfills(options, {
      committer: this.committer,
      runsAreThere: this.runsAreThere,
      ...{ create, onFailure },
      statusOf: async (runId) => (await this.runs.get(runId)).header.status,
      cancelRun: (runId, reason, by) => this.runs.cancel(runId, reason, by),
    });
    this.backfills = new BackfillsOfEngine(this.backfill, { pipelines: this.pipelines, catalog });
    this.retention = this.#makeRetention();
    const [registry, maker, sealed] = [this.registry, this.maker, this.sealed];
    const source = new LedRuns({
      ...{ registry, outbox: this.outbox },
      checkLead: () => this.#checkLead(),
      explain: (task) => this.#askPlacement((reply) => ({ type: "Explain", task, reply, reject: reply.reject })),
    });
    this.runs = new RunsOfEngine({
      ...{ registry, maker, sealed, archive, clock, catalog, feed, tracing },
      follower: this.follower,
      openWaits: this.waits.all,
      runsAreThere: this.runsAreThere,
      checkLead: () => this.#checkLead(),
      reruns: new Reruns({
        ...{ registry, maker, sealed, archive, catalog },
        pipelines: this.pipelines,
        reserve: (runId) => this.retention.reserve(runId),
      }),
      admissions: this.admissions,
      source,
      telemetry: telemetryStore,
    });
    this.artifacts = new CatalogedArtifacts({ catalog, archive, source });
    this.notices = new NoticesOfEngine(store, clock, options.messenger);
    this.notifier = this.#makeNotifier();
    this.approvals = new ApprovalsOfEngine({
      ...{ registry, sealed, catalog },
      open: this.waits.approvals,
      runsAreThere: this.runsAreThere,
      checkLead: () => this.#checkLead(),
    });
    this.agents = new AgentsOfEngine({
      fleet: this.fleet.actor,
      ...{ registry, archive },
      clusterId: this.clusterId,
      term: this.term,
      beatIntervalMs: options.beatIntervalMs ?? 2000,
      runsAreThere: this.runsAreThere,
      welcomed: (agentId, bringsResults) => this.takeOver.welcomed(agentId, bringsResults),
    });
    this.telemetry = this.#makeIngest();
    this.upkeep = new Upkeep(options, {
      ...{ registry, ended: this.ended },
      committer: this.committer,
      notifier: this.notifier,
      fleet: this.fleet.actor,
      retention: this.retention,
    });
    this.#listening = hints?.listen((hint) => {
      if (hint.type === "progress") this.#takeProgress(hint, hint.progress);
    });
    // Whoever waits for it is told.
    this.runsAreThere.catch(() => {});
    lease.lost.addEventListener("abort", () => this.end(notLeader()), { once: true });
  }

  /** Every live run of an earlier term is loaded. Rejects with NOT_LEADER if this engine ends before. */
  get runsAreThere(): Promise<void> {
    return this.#there.promise;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  #makeOutbox(): Outbox {
    const { eventFeed: feed, observers = [], clock, feedGatherMs: gatherMs } = this.options;
    return new Outbox({
      ...{ feed, observers, clock },
      follower: this.follower,
      ...(gatherMs === undefined ? {} : { gatherMs }),
      forget: (keys) => this.committer.rideAlong(keys),
      onTrouble: (error) => this.#warnOfTrouble(error),
    });
  }

  #makeCommitter(): Committer {
    const { stateStore: store, clock, meters, soon } = this.options;
    return new Committer({
      ...{ store, clock, term: this.term },
      onCommitted: (key, entries) => this.outbox.post(key, entries),
      onFenced: () => this.end(notLeader()),
      onFailed: (error) => this.crash(error),
      onTrouble: (error) => this.#warnOfTrouble(error),
      ...(meters === undefined ? {} : { onBatch: (batch) => meters.batch(batch) }),
      ...(soon === undefined ? {} : { soon }),
    });
  }

  #makePipelines(): PipelineRegistry {
    const { stateStore: store, archive, clock } = this.options;
    return new PipelineRegistry({
      ...{ store, archive, clock },
      committer: this.committer,
      neverMet: (spec) => this.#neverMet(spec),
      applying: (spec) => joined({ puts: this.datasets.declaring(spec) }, this.triggers.applying(spec)),
      applied: ({ name, overlap = sideBySide }, definition) => {
        this.admissions.applied(name, overlap);
        this.schedule.tell({ type: "Applied", pipeline: name, definition });
      },
      checkPools: (spec) => this.pools.check(spec),
    });
  }

  #makeTriggers(): DatasetTriggers {
    const { stateStore: store, clock } = this.options;
    return new DatasetTriggers({
      ...{ store, clock, log: this.log },
      committer: this.committer,
      head: (dataset) => this.datasets.head(dataset),
      start: (pipeline, { dataset, revision, revisions }, also) => {
        const cause = { kind: "dataset", dataset, revision: String(revision) } as const;
        return this.maker.create({ pipeline, params: {}, cause, revisions }, also);
      },
    });
  }

  #makeSealer(): Sealer {
    const { archive, eventFeed: feed, telemetryStore: telemetry, stateStore: store, clock, hints } = this.options;
    return new Sealer({
      ...{ archive, feed, telemetry, store, clock, log: this.log },
      committer: this.committer,
      outbox: this.outbox,
      patienceMs: 30_000,
      linked: (runId) => this.registry.linked(runId),
      sealed: (runId) => {
        this.registry.remove(runId);
        hints?.tell({ type: "sealed", runId });
      },
    });
  }

  #makeNotifier(): Notifier {
    const { stateStore: store, clock, messenger = nobodyToTell, linkTo = () => null } = this.options;
    return new Notifier({
      ...{ store, clock, messenger, linkTo, log: this.log },
      committer: this.committer,
      lastLines: ({ runId, task }, signal) => lastLinesOf(this.runs, runId, task ?? "", signal),
    });
  }

  #makeRetention(): RetentionOfEngine {
    const { stateStore: store, archive, catalog, eventFeed: feed, clock, retention = {}, hints } = this.options;
    return new RetentionOfEngine({
      ...{ store, archive, catalog, feed, clock, log: this.log, term: this.term },
      pipelines: this.pipelines,
      standard: retention,
      checkLead: () => this.#checkLead(),
      forgetVersions: (versions) => this.pipelines.forget(versions),
      removed: () => {
        this.sealed.forgetAll();
        this.runs.missRemoved();
        hints?.tell({ type: "removed" });
      },
    });
  }

  #makeIngest(): Ingest {
    const { archive, telemetryStore: store, meters, hints } = this.options;
    return new Ingest({
      ...{ store, meters },
      isLive: (runId) => this.registry.takesTelemetry(runId),
      isSealed: async (runId) => (await archive.resolve(sealedName(runId))) !== undefined,
      progress: (key, progress) => {
        this.#takeProgress(key, progress);
        hints?.tell({ type: "progress", ...key, progress });
      },
    });
  }

  /** Every live run is loaded: what looks at all of them begins. */
  async open(): Promise<void> {
    // Before it, for whoever holds what is not its own must not be taken for whoever has it next.
    await ask<FleetMessage, void>(this.fleet.actor, (reply) => ({ type: "Complete", reply, reject: reply.reject }));
    this.placement.tell({ type: "Open" });
    await this.admissions.start();
    if (this.ended.aborted) return;
    this.waits.start();
    this.#there.resolve();
    this.schedule.tell({ type: "Wake" });
    this.backfill.tell({ type: "Wake" });
    this.triggers.start();
    this.upkeep.start();
  }

  announce(datasets: readonly string[]): void {
    this.triggers.published(datasets);
    this.waits.published(datasets);
  }

  /** Once it knows who has what. */
  async #askPlacement<T>(message: (reply: Reply<T>) => PlacementMessage): Promise<T> {
    await this.runsAreThere;
    return ask<PlacementMessage, T>(this.placement, message);
  }

  async #neverMet(spec: PipelineSpec): Promise<readonly string[]> {
    const agents = await this.agents.list({ limit: 1000 });
    const never = stepsNeverMet(
      spec,
      agents.filter((agent) => agent.state !== "gone"),
    );
    const { messenger = nobodyToTell } = this.options;
    return [...never, ...poolWarnings(spec, this.pools.slots), ...unknownConnections(spec, messenger.connections())];
  }

  #takeProgress({ runId, task, attempt }: AttemptKey, progress: ProgressView): void {
    this.registry.hint(runId, { type: "Progress", task, attempt, progress });
  }

  /** Whether it was told of its end or not: a leader that was paused may have a successor. */
  #checkLead(): void {
    this.#ended.signal.throwIfAborted();
    if (this.options.clock.monotonic() > this.lease.trustedUntil()) throw notLeader();
  }

  #warnOfTrouble(error: unknown): void {
    this.log.warn({ error }, "a store does not answer; trying again");
  }

  /** A bug where no run can be blamed: nothing here can be trusted, and the next leader starts from the store. */
  crash(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.log.error({ error }, "the engine failed and steps down");
    this.end(notLeader());
  }

  end(reason: TroupeError): void {
    if (this.#ended.signal.aborted) return;
    this.committer.close(reason);
    this.#listening?.();
    this.upkeep.stop();
    this.waits.stop();
    this.notifier.stop();
    this.triggers.stop();
    this.registry.stop();
    this.runs.stopChanges();
    this.fleet.actor.stop();
    this.placement.stop();
    this.schedule.stop();
    this.backfill.stop();
    this.#ended.abort(reason);
    this.#there.reject(reason);
  }
}
