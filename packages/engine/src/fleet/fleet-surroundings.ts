/** What the fleet's actor has around it. */
import type { LossKind, ResourceRequest } from "@troupe/core";
import type { EngineLog, EngineMeters } from "../options.ts";
import type { AgentOffer } from "../placement/placement-actor.ts";
import type { Clock } from "../ports/clock.ts";
import type { Leader, OfferPath } from "../ports/offer-path.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import type { AgentRecord } from "../records/records.ts";
import type { FleetMessage } from "./messages.ts";

export interface FleetSurroundings {
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly meters: EngineMeters | undefined;
  readonly leader: Leader;
  readonly offerPath: OfferPath | undefined;
  readonly lostAfterMs: number;
  readonly beatIntervalMs: number;
  /** Whether `isHeldBy` can answer without reading a run for its sake. */
  isAtHand(runId: string): boolean;
  /** Whether exactly this attempt is with this agent. */
  isHeldBy(key: AttemptKey, agentId: string): Promise<boolean>;
  lose(key: AttemptKey, agentId: string, reason: string, how: LossKind): void;
  changed(offer: AgentOffer): void;
  left(agentId: string): void;
  /** What the attempt asked for, for the sum of an agent's allocations. */
  requestOf(key: AttemptKey): ResourceRequest | undefined;
  save(record: AgentRecord): Promise<void>;
  forget(agentIds: readonly string[]): void;
  tell(message: FleetMessage): void;
}
