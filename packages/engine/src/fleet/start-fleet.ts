/** The actor of agents, as an engine starts it. */
import type { Committer } from "../commit/committer.ts";
import { Actor } from "../kernel/actor.ts";
import { type EngineOptions, silentLog } from "../options.ts";
import type { Allotments } from "../placement/allotments.ts";
import type { PlacementMessage } from "../placement/placement-actor.ts";
import type { Leader } from "../ports/offer-path.ts";
import { agentKey } from "../records/keys.ts";
import { agentRecord } from "../records/records.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import { FleetActor } from "./fleet-actor.ts";
import { isHeldBy } from "./held-attempts.ts";
import type { FleetMessage } from "./messages.ts";

export interface FleetStart {
  readonly leader: Leader;
  readonly committer: Committer;
  readonly registry: RunRegistry;
  readonly placement: Actor<PlacementMessage>;
  readonly allotments: Allotments;
  onFailure(error: unknown): void;
}

export interface Fleet {
  readonly actor: Actor<FleetMessage>;
  /** Messages to agents go straight down their sessions, past the mailbox. */
  readonly behaviour: FleetActor;
}

export function startFleet(options: EngineOptions, start: FleetStart): Fleet {
  const { clock, meters, offerPath, log = silentLog, lostAfterMs = 60_000, beatIntervalMs = 2000 } = options;
  const { leader, committer, registry, placement, allotments, onFailure } = start;
  const behaviour = new FleetActor({
    ...{ clock, meters, lostAfterMs, beatIntervalMs, leader, offerPath, log },
    isAtHand: (runId) => registry.isAtHand(runId),
    isHeldBy: async (key, agentId) => {
      const read = registry.read(key.runId, ({ state }) => isHeldBy(state, key, agentId));
      // A run that cannot answer has not said that it is not: what runs is left alone, and so are fleet and engine.
      return (await read.catch(() => true)) ?? false;
    },
    lose: ({ runId, task, attempt }, agent, reason, how) =>
      void registry.tell(runId, { type: "Lose", task, attempt, agent, reason, how }),
    changed: (agent) => void placement.tell({ type: "AgentChanged", agent }),
    left: (agentId) => void placement.tell({ type: "AgentLeft", agentId }),
    requestOf: (key) => allotments.of(key),
    save: ({ hello, ...record }) => {
      const value = agentRecord.encode({ hello: { ...hello, held: [] }, ...record });
      return committer.stage({ puts: [{ key: agentKey(hello.agentId), value }] });
    },
    forget: (agentIds) => committer.rideAlong(agentIds.map(agentKey)),
    tell: (message) => void actor.tell(message),
  });
  const actor = new Actor<FleetMessage>({
    name: "fleet",
    clock,
    start: () => behaviour,
    mailboxLimit: 100_000,
    onFailure: ({ error }) => onFailure(error),
  });
  return { actor, behaviour };
}
