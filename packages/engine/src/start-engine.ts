/** Takes the lead and wires an engine: store, committer, outbox, actors, and the faces that the outside sees. */
import {
  type Digest,
  demandOf,
  type PipelineSpec,
  type ResourceRequest,
  type RunState,
  runStatuses,
  sideBySide,
  TroupeError,
  taskStatuses,
} from "@troupe/core";
import { Admissions } from "./admission/admissions.ts";
import { ArchiveCollector } from "./archive/archive-collector.ts";
import { BackfillActor, type BackfillMessage } from "./backfill/backfill-actor.ts";
import { BackfillsOfEngine } from "./backfill/backfills.ts";
import { storedBackfills } from "./backfill/stored-backfills.ts";
import { CacheConsultant } from "./cache/consultant.ts";
import { StepCache } from "./cache/step-cache.ts";
import { CatalogFollower } from "./commit/catalog-follower.ts";
import { Committer, type Group } from "./commit/committer.ts";
import { Outbox } from "./commit/outbox.ts";
import { DatasetRegistry } from "./datasets/dataset-registry.ts";
import { DatasetTriggers } from "./datasets/dataset-triggers.ts";
import type { Engine, ProgressView } from "./engine.ts";
import { attemptName } from "./fleet/agent-entry.ts";
import { AgentsOfEngine } from "./fleet/agents.ts";
import { FleetActor, type FleetMessage } from "./fleet/fleet-actor.ts";
import { poolWarnings, stepsNeverMet } from "./fleet/steps-never-met.ts";
import { Actor, ask, type Reply } from "./kernel/actor.ts";
import { notLeader } from "./not-leader.ts";
import { lastLinesOf } from "./notify/last-lines.ts";
import { nobodyToTell } from "./notify/nobody-to-tell.ts";
import { NoticesOfEngine } from "./notify/notices.ts";
import { Notifier } from "./notify/notifier.ts";
import { type EngineLog, type EngineOptions, silentLog } from "./options.ts";
import { PipelineRegistry } from "./pipeline/pipelines.ts";
import { PlacementActor, type PlacementMessage } from "./placement/placement-actor.ts";
import { PoolRegistry } from "./pools/pools.ts";
import type { Timer } from "./ports/clock.ts";
import type { Lease } from "./ports/leadership.ts";
import type { AttemptKey } from "./ports/telemetry-store.ts";
import { forgetRequests } from "./records/forget-requests.ts";
import { agentKey, agentsPrefix } from "./records/keys.ts";
import { agentRecord } from "./records/records.ts";
import { scanAll } from "./records/scan-all.ts";
import { spill } from "./records/spilled.ts";
import { Reruns } from "./rerun/reruns.ts";
import { LedRuns } from "./run/led-runs.ts";
import type { RunSurroundings } from "./run/run-actor.ts";
import { RunRegistry } from "./run/run-registry.ts";
import { RunsOfEngine } from "./run/runs.ts";
import { ScheduleActor, type ScheduleMessage } from "./schedule/schedule-actor.ts";
import { SchedulesOfEngine } from "./schedule/schedules.ts";
import { type StoredSchedule, storedSchedules } from "./schedule/stored-schedules.ts";
import { sealedName } from "./sealing/manifest.ts";
import { restoreCatalog } from "./sealing/restore-catalog.ts";
import { SealedRuns } from "./sealing/sealed-runs.ts";
import { Sealer } from "./sealing/sealer.ts";
import { Ingest } from "./telemetry/ingest.ts";
import { ApprovalsOfEngine } from "./waiting/approvals.ts";
import { forgetTriggers } from "./waiting/forget-triggers.ts";
import { TriggeredRuns, triggeringRun } from "./waiting/start-triggered.ts";
import { Waits } from "./waiting/waits.ts";

/** For how long who resigns goes on with what a successor could not do, or would have to do again. */
const handOverMs = 100;

/** Waits until it leads, resumes every live run, and answers when it is ready for agents and callers. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const lease = await options.leadership.lead(options.signal ?? new AbortController().signal);
  const engine = new Wiring(options, lease);
  try {
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}

class Wiring implements Engine {
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
  readonly #options: EngineOptions;
  readonly #lease: Lease;
  readonly #log: EngineLog;
  readonly #ended = new AbortController();
  readonly #committer: Committer;
  readonly #follower: CatalogFollower;
  readonly #outbox: Outbox;
  readonly #sealer: Sealer;
  readonly datasets: DatasetRegistry;
  readonly #triggers: DatasetTriggers;
  readonly #admissions: Admissions;
  readonly #registry: RunRegistry;
  readonly #notifier: Notifier;
  readonly #waits: Waits;
  readonly #placement: Actor<PlacementMessage>;
  readonly #fleet: Actor<FleetMessage>;
  readonly #schedule: Actor<ScheduleMessage>;
  readonly #backfill: Actor<BackfillMessage>;
  /** A run that ended while this coordinator took over is told of before all of them are known here. */
  readonly #runsAreThere = Promise.withResolvers<void>();
  /** The behaviour in hand: messages to agents go straight down their sessions. */
  readonly #fleetNow: FleetActor;
  /** To what other coordinators tell. */
  readonly #listening: (() => void) | undefined;
  #tidying: Timer | undefined;
  #collecting: Timer | undefined;
  /** What each attempt that is with an agent has asked for. */
  readonly #requests = new Map<string, ResourceRequest>();

  constructor(options: EngineOptions, lease: Lease) {
    const {
      stateStore: store,
      archive,
      clock,
      catalog,
      eventFeed: feed,
      telemetryStore,
      tracing,
      meters,
      hints,
    } = options;
    this.#options = options;
    this.#lease = lease;
    this.#log = options.log ?? silentLog;
    this.clusterId = lease.clusterId;
    this.term = lease.term;
    const onTrouble = (error: unknown) => this.#log.warn({ error }, "a store does not answer; trying again");
    this.#follower = options.follower ?? new CatalogFollower({ feed, catalog, clock, onTrouble });
    this.#outbox = new Outbox({
      feed,
      follower: this.#follower,
      observers: options.observers ?? [],
      clock,
      ...(options.feedGatherMs === undefined ? {} : { gatherMs: options.feedGatherMs }),
      forget: (keys) => this.#committer.rideAlong(keys),
      onTrouble,
    });
    this.#committer = new Committer({
      store,
      term: lease.term,
      clock,
      onCommitted: (key, entries) => this.#outbox.post(key, entries),
      onFenced: () => this.#end(notLeader()),
      onFailed: (error) => this.#crash(error),
      onTrouble,
      ...(meters === undefined ? {} : { onBatch: (batch) => meters.batch(batch) }),
      ...(options.soon === undefined ? {} : { soon: options.soon }),
    });
    this.pipelines = new PipelineRegistry({
      store,
      archive,
      clock,
      committer: this.#committer,
      neverMet: (spec) => this.#neverMet(spec),
      applying: (spec) => this.#applying(spec),
      applied: ({ name, overlap = sideBySide }, definition) => {
        this.#admissions.applied(name, overlap);
        this.#schedule.tell({ type: "Applied", pipeline: name, definition });
      },
      checkPools: (spec) => this.pools.check(spec),
    });
    const sealed = new SealedRuns(archive, this.pipelines);
    this.#admissions = new Admissions({
      store,
      overlapOf: async (pipeline) => (await this.pipelines.current(pipeline)).plan.spec.overlap ?? sideBySide,
      tell: (runId, message) => this.#registry.tell(runId, message),
    });
    this.#waits = this.#makeWaits(sealed);
    this.datasets = new DatasetRegistry({
      store,
      archive,
      clock,
      pipelines: this.pipelines,
      committer: this.#committer,
      published: (datasets) => this.#announce(datasets),
    });
    this.#triggers = new DatasetTriggers({
      store,
      clock,
      committer: this.#committer,
      log: this.#log,
      head: (dataset) => this.datasets.head(dataset),
      start: (pipeline, { dataset, revision, revisions }, also) => {
        const cause = { kind: "dataset", dataset, revision: String(revision) } as const;
        return this.#registry.create({ pipeline, params: {}, cause, revisions }, also);
      },
    });
    const around = this.#surroundings();
    this.#registry = new RunRegistry({
      store,
      archive,
      pipelines: this.pipelines,
      run: around,
      admissions: this.#admissions,
      datasets: this.datasets,
      sealedOutputs: async (runId) => (await sealed.get(runId))?.state.header.outputs,
      checkPools: (spec) => this.pools.check(spec),
      adopt: (state) => this.#adopt(state),
    });
    this.#sealer = new Sealer({
      archive,
      feed,
      telemetry: telemetryStore,
      store,
      committer: this.#committer,
      outbox: this.#outbox,
      clock,
      log: this.#log,
      patienceMs: 30_000,
      linked: (runId) => this.#registry.linked(runId),
      sealed: (runId) => {
        this.#registry.remove(runId);
        hints?.tell({ type: "sealed", runId });
      },
    });
    this.#placement = this.#startPlacement();
    this.pools = new PoolRegistry({
      store,
      committer: this.#committer,
      checkLead: () => this.#checkLead(),
      changed: (name, slots) => void this.#placement.tell({ type: "PoolChanged", name, slots }),
      use: () => this.#askPlacement((reply) => ({ type: "ReadPools", reply, reject: reply.reject })),
    });
    this.#fleetNow = this.#makeFleet();
    this.#fleet = new Actor({
      name: "fleet",
      clock,
      start: () => this.#fleetNow,
      mailboxLimit: 100_000,
      onFailure: ({ error }) => this.#crash(error),
    });
    this.#schedule = this.#startSchedule();
    this.schedules = new SchedulesOfEngine(this.#schedule);
    this.#backfill = this.#startBackfill();
    this.backfills = new BackfillsOfEngine(this.#backfill, { pipelines: this.pipelines, catalog });
    this.runs = new RunsOfEngine({
      registry: this.#registry,
      reruns: new Reruns({ registry: this.#registry, sealed, pipelines: this.pipelines, archive }),
      archive,
      admissions: this.#admissions,
      clock,
      source: new LedRuns({
        registry: this.#registry,
        outbox: this.#outbox,
        checkLead: () => this.#checkLead(),
        explain: (task) => this.#askPlacement((reply) => ({ type: "Explain", task, reply, reject: reply.reject })),
      }),
      sealed,
      catalog,
      feed,
      telemetry: telemetryStore,
      tracing,
    });
    this.notices = new NoticesOfEngine(store, clock, options.messenger);
    this.#notifier = this.#makeNotifier();
    this.approvals = new ApprovalsOfEngine({
      open: this.#waits.approvals,
      registry: this.#registry,
      sealed,
      checkLead: () => this.#checkLead(),
    });
    this.agents = new AgentsOfEngine({
      fleet: this.#fleet,
      registry: this.#registry,
      archive,
      clusterId: this.clusterId,
      term: this.term,
      beatIntervalMs: options.beatIntervalMs ?? 2000,
    });
    this.telemetry = new Ingest({
      store: telemetryStore,
      meters,
      isLive: (runId) => this.#registry.takesTelemetry(runId),
      isSealed: async (runId) => (await archive.resolve(sealedName(runId))) !== undefined,
      progress: (key, progress) => {
        this.#takeProgress(key, progress);
        hints?.tell({ type: "progress", ...key, progress });
      },
    });
    this.#listening = hints?.listen((hint) => {
      if (hint.type === "progress") this.#takeProgress(hint, hint.progress);
    });
    lease.lost.addEventListener("abort", () => this.#end(notLeader()), { once: true });
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  async start(): Promise<void> {
    // The first batch of a term fences every earlier one, before anything is read that it could still change.
    await this.#committer.stage({});
    const sealed = await restoreCatalog(this.#options.catalog, this.#options.archive);
    if (sealed > 0) this.#log.info({ sealed }, "the catalog was new and has learned of the sealed runs");
    // Each reads what is its own: together, for a cluster waits for the slowest of them, and not for their sum.
    await Promise.all([
      this.#outbox.recover(this.#options.stateStore),
      this.#knowAgents(),
      this.pools.load(),
      this.#admissions.load(),
      this.datasets.load(),
      this.#triggers.load(),
    ]);
    const live = await this.#registry.load();
    this.#waits.start();
    await this.#admissions.start();
    this.#runsAreThere.resolve();
    this.#schedule.tell({ type: "Wake" });
    this.#backfill.tell({ type: "Wake" });
    await this.#notifier.recover();
    this.#triggers.start();
    this.#outbox.begin();
    this.#tidy();
    this.#collectLater();
    this.#log.info({ term: this.term, cluster: this.clusterId, live }, "leading");
  }

  /** What is written along with a spec. */
  #applying(spec: PipelineSpec): Pick<Group, "puts" | "deletes"> {
    return joined({ puts: this.datasets.declaring(spec) }, this.#triggers.applying(spec));
  }

  async #knowAgents(): Promise<void> {
    for await (const { key, value } of scanAll(this.#options.stateStore, agentsPrefix)) this.#know(key, value);
  }

  #know(key: string, value: Uint8Array): void {
    try {
      this.#fleet.tell({ type: "Known", ...agentRecord.decode(value) });
    } catch (error) {
      // It says all of it again when it connects; only that a person had drained it is lost.
      this.#log.error({ key, error }, "an agent's record cannot be read and is left out");
    }
  }

  /** Now and every hour. A failure is no reason to stop: the next hour tries again. */
  #tidy(): void {
    const { stateStore, clock } = this.#options;
    const isLive = (runId: string) => this.#registry.isLive(runId);
    const isNeeded = (requestId: string) => isLive(triggeringRun(requestId) ?? "");
    forgetRequests(stateStore, this.#committer, clock, isNeeded).catch((error) =>
      this.#log.warn({ error }, "old request ids could not be forgotten"),
    );
    this.#notifier.tidy().catch((error) => this.#log.warn({ error }, "old notices could not be forgotten"));
    forgetTriggers(stateStore, this.#committer, clock, isLive).catch((error) =>
      this.#log.warn({ error }, "old keys of triggers could not be forgotten"),
    );
    this.#fleet.tell({ type: "Tidy" });
    this.#tidying = clock.after(3_600_000, () => this.#tidy());
  }

  /** Not at once: whoever could not report while nobody led does so now, and what it reports on is not to be in doubt. */
  #collectLater(): void {
    const { archive, archiveUpkeep: upkeep, stateStore: store, clock } = this.#options;
    if (upkeep === undefined) return;
    const collector = new ArchiveCollector({ archive, upkeep, store, clock, log: this.#log });
    const next = (): void => {
      void collector.slice(this.ended);
      this.#collecting = clock.after(3_600_000, next);
    };
    this.#collecting = clock.after(3_600_000, next);
  }

  async stop(): Promise<void> {
    this.#tidying?.cancel();
    this.#collecting?.cancel();
    const isSucceeded = this.#options.hasSuccessor === true;
    // The feed and the archive can wait for a successor, who reads what they lack: a commit cannot.
    if (isSucceeded) this.#outbox.leave();
    const finished = this.#finish();
    await this.#patiently(isSucceeded ? this.#lastBatch() : finished);
    this.#end(notLeader());
    await this.#lease.resign();
    await finished;
  }

  /** What the next one would have to do again. */
  async #finish(): Promise<void> {
    await this.#sealer.stop();
    await this.#lastBatch();
    await this.#outbox.stop();
    if (this.#options.follower === undefined) await this.#follower.stop();
  }

  #lastBatch(): Promise<void> {
    return this.#committer.settled().catch(() => {
      // Fenced: what was not written is another leader's to decide.
    });
  }

  /** No longer than a cluster may be without a leader for its sake: a feed or an archive that hangs must not keep the lead. */
  async #patiently(finished: Promise<void>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(handOverMs, resolve);
    await Promise.race([finished, late]).finally(() => timer.cancel());
  }

  /** Where the effects of runs go. */
  #surroundings(): RunSurroundings {
    const { clock, entropy, tracing } = this.#options;
    return {
      clock,
      entropy,
      tracing,
      committer: this.#committer,
      cache: this.#makeCache(),
      log: this.#log,
      term: this.term,
      queue: (runId, tasks) => void this.#placement.tell({ type: "Queue", runId, tasks }),
      dequeue: (runId, task) => void this.#placement.tell({ type: "Dequeue", runId, task }),
      release: (runId, task, attempt, agent) => this.#release(runId, task, attempt, agent),
      beginWait: (wait) => this.#waits.begin(wait),
      endWait: (runId, task) => this.#waits.end(runId, task),
      send: (agent, message, round) => this.#fleetNow.send(agent, message, round),
      hasStandingClaim: (agent) => this.#fleetNow.hasStandingClaim(agent),
      tell: (runId, message) => void this.#registry.tell(runId, message),
      releasing: (header) => this.#admissions.released(header),
      ending: (state) => joined(this.#admissions.ended(state.header), this.datasets.ending(state)),
      head: (dataset) => this.datasets.head(dataset),
      announce: (datasets) => this.#announce(datasets),
      notify: (notice) => this.#notifier.post(notice),
      ended: (runId) => {
        this.#waits.runEnded(runId);
        this.#backfill.tell({ type: "RunEnded", runId });
        this.#seal(runId);
      },
    };
  }

  #makeCache(): CacheConsultant {
    const { archive, clock } = this.#options;
    return new CacheConsultant(
      new StepCache({ archive, clock, log: this.#log }),
      (runId, answers) => void this.#registry.tell(runId, { type: "CacheAnswers", answers }),
    );
  }

  #makeNotifier(): Notifier {
    const { stateStore: store, clock, messenger = nobodyToTell, linkTo = () => null } = this.#options;
    return new Notifier({
      store,
      clock,
      messenger,
      linkTo,
      log: this.#log,
      committer: this.#committer,
      lastLines: ({ runId, task }, signal) => lastLinesOf(this.runs, runId, task ?? "", signal),
    });
  }

  #announce(datasets: readonly string[]): void {
    this.#triggers.published(datasets);
    this.#waits.published(datasets);
  }

  #makeWaits(sealed: SealedRuns): Waits {
    const { stateStore: store, archive, clock } = this.#options;
    const header = async (runId: string) =>
      (await this.#registry.read(runId, ({ state }) => state.header)) ?? (await sealed.get(runId))?.state.header;
    const triggered = new TriggeredRuns({
      store,
      now: () => clock.now(),
      create: (request, also) => this.#registry.create(request, also),
      isLive: async (runId) => {
        const found = await header(runId);
        return found !== undefined && !runStatuses[found.status].terminal;
      },
    });
    return new Waits({
      clock,
      header,
      start: (wait) => triggered.start(wait),
      started: (wait) => triggered.started(wait),
      cancel: async (runId, reason) => void (await this.runs.cancel(runId, reason).catch(ignoreEnded)),
      keep: (value) => spill(archive, value),
      head: (dataset) => this.datasets.head(dataset),
      revision: (dataset, revision) => this.datasets.revision(dataset, revision),
      tell: ({ runId, task, attempt }, end) => void this.#registry.tell(runId, { type: "EndWait", task, attempt, end }),
    });
  }

  #startPlacement(): Actor<PlacementMessage> {
    const { meters } = this.#options;
    // Before the batch in which a result is written leaves: what is placed in the room that it made rides along.
    const soon = this.#options.soon ?? process.nextTick;
    const behaviour = new PlacementActor({
      now: () => this.#options.clock.now(),
      soon,
      tell: (message) => void this.#placement.tell(message),
      depth: (queued) => this.#options.meters?.queue(queued),
      assign: (runId, assignments) => {
        for (const { task, attempt, agent } of assignments)
          void this.#fleet.tell({ type: "Holds", agentId: agent, key: { runId, task, attempt } });
        // Refused by a run that has failed: nothing of it can have started, so the room is free again.
        const reject = () => {
          for (const { task, attempt, agent } of assignments) this.#release(runId, task, attempt, agent);
        };
        if (this.#registry.isLive(runId)) this.#registry.tell(runId, { type: "Assign", assignments, reject });
        else reject();
      },
      occupied: (key, request) => {
        this.#requests.set(attemptName(key), request);
        meters?.running(this.#requests.size);
      },
    });
    return new Actor({
      name: "placement",
      clock: this.#options.clock,
      start: () => behaviour,
      mailboxLimit: 1_000_000,
      onFailure: ({ error }) => this.#crash(error),
    });
  }

  #startSchedule(): Actor<ScheduleMessage> {
    const { stateStore: store, clock, longestSleepMs = 60_000 } = this.#options;
    const around = {
      clock,
      committer: this.#committer,
      log: this.#log,
      longestSleepMs,
      create: (...of: Parameters<RunRegistry["create"]>) => this.#registry.create(...of),
      tell: (message: ScheduleMessage) => void this.#schedule.tell(message),
    };
    const onDamage = (key: string, error: unknown) =>
      this.#log.error({ key, error }, "a schedule's record cannot be read; it stands still until it is applied anew");
    return new Actor({
      name: "schedules",
      clock,
      start: async () => {
        const stored: StoredSchedule[] = [];
        for await (const schedule of storedSchedules(store, onDamage)) stored.push(schedule);
        return new ScheduleActor(around, stored);
      },
      mailboxLimit: 10_000,
      onFailure: ({ error }) => this.#crash(error),
    });
  }

  #startBackfill(): Actor<BackfillMessage> {
    const { stateStore: store, clock, entropy } = this.#options;
    const around = {
      ...{ clock, entropy },
      committer: this.#committer,
      log: this.#log,
      create: (...of: Parameters<RunRegistry["create"]>) => this.#registry.create(...of),
      statusOf: async (runId: string) => (await this.runs.get(runId)).header.status,
      cancelRun: (runId: string, reason: string) => this.runs.cancel(runId, reason),
      tell: (message: BackfillMessage) => void this.#backfill.tell(message),
    };
    const onDamage = (key: string, error: unknown) =>
      this.#log.error({ key, error }, "a backfill's record cannot be read; it stands still");
    return new Actor({
      name: "backfills",
      clock,
      start: async () => {
        await this.#runsAreThere.promise;
        return new BackfillActor(around, await storedBackfills(store, onDamage));
      },
      mailboxLimit: 10_000,
      onFailure: ({ error }) => this.#crash(error),
    });
  }

  #makeFleet(): FleetActor {
    const { clock, meters, offerPath, lostAfterMs = 60_000, beatIntervalMs = 2000 } = this.#options;
    return new FleetActor({
      clock,
      meters,
      lostAfterMs,
      beatIntervalMs,
      leader: { clusterId: this.clusterId, term: this.term },
      offerPath,
      log: this.#log,
      isHeldBy: async (key, agentId) => {
        const read = this.#registry.read(key.runId, ({ state }) => isHeldBy(state, key.task, key.attempt, agentId));
        // A run that cannot answer has not said that it is not: what runs is left alone, and so are fleet and engine.
        return (await read.catch(() => true)) ?? false;
      },
      lose: ({ runId, task, attempt }, agent, reason, how) =>
        void this.#registry.tell(runId, { type: "Lose", task, attempt, agent, reason, how }),
      changed: (agent) => void this.#placement.tell({ type: "AgentChanged", agent }),
      left: (agentId) => void this.#placement.tell({ type: "AgentLeft", agentId }),
      requestOf: (key) => this.#requests.get(attemptName(key)),
      save: ({ hello, ...record }) =>
        this.#committer.stage({
          puts: [
            { key: agentKey(hello.agentId), value: agentRecord.encode({ hello: { ...hello, held: [] }, ...record }) },
          ],
        }),
      forget: (agentIds) => this.#committer.rideAlong(agentIds.map(agentKey)),
      tell: (message) => void this.#fleet.tell(message),
    });
  }

  #release(runId: string, task: string, attempt: number, agent: string): void {
    const key = { runId, task, attempt };
    this.#requests.delete(attemptName(key));
    this.#options.meters?.running(this.#requests.size);
    this.#placement.tell({ type: "Release", ...key, agent });
    this.#fleet.tell({ type: "Released", agentId: agent, key });
  }

  /** What a run of an earlier term has with agents takes its room there again. */
  #adopt(state: RunState): void {
    const { runId } = state.header;
    for (const [task, record] of state.tasks) {
      const current = record.attempts.at(-1);
      if (!taskStatuses[record.state.status].onAgent || current === undefined) continue;
      const demand = demandOf(state, task);
      const { number: attempt, agent, devices } = current;
      this.#placement.tell({ type: "Occupy", runId, task, attempt, agent, devices, demand });
      this.#fleet.tell({ type: "Holds", agentId: agent, key: { runId, task, attempt } });
    }
  }

  /** Nobody waits for it. What cannot be read now is tried again, and what this term does not seal the next one does. */
  #seal(runId: string): void {
    this.#sealEnded(runId).catch((error) => {
      if (this.#ended.signal.aborted) return;
      this.#log.warn({ run: runId, error }, "an ended run cannot be read; it is sealed later");
      this.#options.clock.after(60_000, () => this.#seal(runId));
    });
  }

  async #sealEnded(runId: string): Promise<void> {
    const ended = await this.#registry.read(runId, ({ state }) => state);
    if (ended === undefined) return;
    const { record } = await this.pipelines.version(ended.header.pipeline, ended.header.version);
    this.#sealer.seal({ state: ended, codeDigest: record.codeDigest as Digest | null });
  }

  #askPlacement<T>(message: (reply: Reply<T>) => PlacementMessage): Promise<T> {
    return ask<PlacementMessage, T>(this.#placement, message);
  }

  async #neverMet(spec: PipelineSpec): Promise<readonly string[]> {
    const agents = await this.agents.list({ limit: 1000 });
    const never = stepsNeverMet(
      spec,
      agents.filter((agent) => agent.state !== "gone"),
    );
    return [...never, ...poolWarnings(spec, this.pools.slots)];
  }

  /** Whether it was told of its end or not: a leader that was paused may have a successor. */
  #checkLead(): void {
    this.#ended.signal.throwIfAborted();
    if (this.#options.clock.monotonic() > this.#lease.trustedUntil()) throw notLeader();
  }

  /** A bug where no run can be blamed: nothing here can be trusted, and the next leader starts from the store. */
  #crash(error: unknown): void {
    this.#log.error({ error }, "the engine failed and steps down");
    this.#end(notLeader());
  }

  #takeProgress({ runId, task, attempt }: AttemptKey, progress: ProgressView): void {
    this.#registry.admit(runId, { type: "Progress", task, attempt, progress });
  }

  #end(reason: TroupeError): void {
    if (this.#ended.signal.aborted) return;
    this.#committer.close(reason);
    this.#listening?.();
    this.#waits.stop();
    this.#notifier.stop();
    this.#triggers.stop();
    this.#registry.stop();
    this.#fleet.stop();
    this.#placement.stop();
    this.#schedule.stop();
    this.#backfill.stop();
    this.#ended.abort(reason);
  }
}

/** Between the look and the cancel it may have ended by itself. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof TroupeError) || error.code !== "RUN_ENDED") throw error;
}

function joined(a: Pick<Group, "puts" | "deletes">, b: typeof a): typeof a {
  return { puts: [...(a.puts ?? []), ...(b.puts ?? [])], deletes: [...(a.deletes ?? []), ...(b.deletes ?? [])] };
}

function isHeldBy(state: RunState, task: string, attempt: number, agent: string): boolean {
  const record = state.tasks.get(task);
  const current = record?.attempts.at(-1);
  return (
    record !== undefined &&
    taskStatuses[record.state.status].onAgent &&
    current?.number === attempt &&
    current.agent === agent
  );
}
