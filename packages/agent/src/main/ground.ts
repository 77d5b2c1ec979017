/** What every part of an agent is made with. */
import type { Clock } from "@troupe/engine";
import type { Logger } from "pino";
import type { Endpoint } from "../adapters/grpc/endpoint.ts";
import type { AgentSettings } from "../config/settings.ts";

export interface Ground {
  readonly settings: AgentSettings;
  readonly agentId: string;
  /** For the session: the leader. */
  readonly leading: Endpoint;
  /** For logs, metrics and artifacts: any coordinator, and not the same for all agents. */
  readonly any: Endpoint;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
}
