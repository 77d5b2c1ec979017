/** Makes a coordinator what its stores allow it to be: alone, and leading from its start on; or one of several. */
import type { RetentionRule } from "@troupe/core";
import {
  CatalogFollower,
  type CoordinatorInfo,
  type Engine,
  type EngineOptions,
  type Leadership,
  type Messenger,
  startEngine,
  startReader,
} from "@troupe/engine";
import { SystemClock, SystemEntropy } from "@troupe/engine/adapters";
import type { Logger } from "pino";
import type { Settings } from "../config/settings.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Tracing } from "../ports/tracing.ts";
import { CandidateRole } from "../role/candidate-role.ts";
import { LoneRole } from "../role/lone-role.ts";
import type { Role } from "../role/role.ts";
import { linkTo } from "./open-messenger.ts";
import type { Stores } from "./stores.ts";

/**
 * An append is an object in the archive and a message in NATS, which cost as much as twenty tasks. This is how late those
 * who watch through a coordinator that does not lead hear of an event that nobody waits for.
 */
const sharedFeedGatherMs = 100;

export interface RoleParts {
  readonly settings: Settings;
  readonly stores: Stores;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly log: Logger;
  /** Absent: nobody is told of anything. */
  readonly messenger?: Messenger | undefined;
  /** Told with each term of this coordinator, and with null when it is over. */
  onTerm(term: number | null): void;
}

export interface OpenRole {
  readonly role: Role;
  /** Once it serves at these addresses, and the other way round before it stops to. */
  join(self: CoordinatorInfo, stack: AsyncDisposableStack): Promise<void>;
}

export function openRole(parts: RoleParts, stack: AsyncDisposableStack): Promise<OpenRole> {
  return parts.stores.areShared ? openCandidate(parts, stack) : leadAlone(parts, stack);
}

async function leadAlone(parts: RoleParts, stack: AsyncDisposableStack): Promise<OpenRole> {
  const { stores, settings, onTerm } = parts;
  const self = { name: settings.name, address: null, httpUrl: null };
  const leadership = stack.adopt(await stores.openLeadership(self), (lead) => lead.close());
  const engine = await startTraced(parts.tracing, { ...engineOptions(parts), leadership });
  stack.defer(() => engine.stop());
  onTerm(engine.term);
  engine.ended.addEventListener("abort", () => onTerm(null), { once: true });
  return { role: new LoneRole(engine, leadership), join: async () => undefined };
}

async function openCandidate(parts: RoleParts, stack: AsyncDisposableStack): Promise<OpenRole> {
  const { stores, metrics, log, tracing, messenger } = parts;
  const clock = new SystemClock();
  const onTrouble = (error: unknown) => log.warn({ error }, "the catalog is behind; trying again");
  const { eventFeed: feed, catalog, archive } = stores;
  const follower = new CatalogFollower({ feed, catalog, archive, clock, onTrouble });
  stack.defer(() => follower.stop());
  // Lists are answered as soon as it has caught up; nothing else waits for that.
  follower.caughtUp().catch(onTrouble);
  const reader = startReader({
    ...stores,
    clock,
    tracing,
    meters: metrics.engine,
    follower,
    ...(messenger && { messenger }),
  });
  stack.defer(() => reader.stop());
  const options = { ...engineOptions(parts), follower, hasSuccessor: true, feedGatherMs: sharedFeedGatherMs };
  const lead = (leadership: Leadership, signal: AbortSignal): Promise<Engine> =>
    startTraced(tracing, { ...options, leadership, signal });
  const onTerm = (term: number | null) => {
    parts.onTerm(term);
    stores.onTerm?.(term);
  };
  const role = new CandidateRole({ reader, clock, log, lead, onTerm });
  let leadership: Leadership | undefined;
  stack.defer(async () => leadership?.close());
  return {
    role,
    async join(self, serving) {
      leadership = await stores.openLeadership(self);
      role.campaign(leadership);
      // Before anything else stops: a successor leads while this one still serves, and says where to go.
      serving.defer(() => role.resign());
    },
  };
}

async function startTraced(tracing: Tracing, options: EngineOptions): Promise<Engine> {
  const engine = await startEngine(options);
  // Nobody waits for it: a trace holds nothing up.
  void tracing.led(engine.runs, engine.ended);
  return engine;
}

function engineOptions({
  stores,
  settings,
  metrics,
  tracing,
  log,
  messenger,
}: RoleParts): Omit<EngineOptions, "leadership"> {
  return {
    ...stores,
    clock: new SystemClock(),
    entropy: new SystemEntropy(),
    ...(messenger && { messenger }),
    linkTo: linkTo(settings),
    observers: [metrics.runs, tracing],
    tracing,
    meters: metrics.engine,
    log,
    lostAfterMs: settings.lostAfterMs,
    retention: ruleOf(settings),
    beatIntervalMs: settings.beatIntervalMs,
  };
}

/** What holds for pipelines that say nothing of their own. */
function ruleOf({ keepRunsForMs, keepRuns, keepCacheForMs }: Settings): RetentionRule {
  return {
    ...(keepRunsForMs !== null && { runsForMs: keepRunsForMs }),
    ...(keepRuns !== null && { runs: keepRuns }),
    ...(keepCacheForMs !== null && { cacheForMs: keepCacheForMs }),
  };
}
