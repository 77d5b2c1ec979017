/** What the session's wire makes of messages: as api/session of the coordinator and adapters/grpc of the agent do. */
import type { AttemptResult, FromCoordinator, ToCoordinator } from "@troupe/agent/parts";
import type { AttemptOutcome, Json } from "@troupe/core";
import type { AgentSession, AttemptSpec, SessionLink, ToAgent } from "@troupe/engine";

type Offered = Extract<FromCoordinator, { type: "Offer" }>;
type Small = Exclude<Parameters<SessionLink["send"]>[0], { type: "Offer" }>;

export function fromEngine(message: Extract<ToAgent, { type: "Offer" }>, clusterId: string): Offered;
export function fromEngine(message: Parameters<SessionLink["send"]>[0], clusterId: string): FromCoordinator;
export function fromEngine(message: Small | Extract<ToAgent, { type: "Offer" }>, clusterId: string): FromCoordinator {
  if (message.type !== "Offer") return message;
  const { key, term, spec } = message;
  return { type: "Offer", offer: { key, clusterId, term, spec: specOf(spec) } };
}

function specOf({ resources, ...spec }: AttemptSpec): Offered["offer"]["spec"] {
  const { millicpus, memoryBytes, gpus } = resources;
  return { ...spec, inputsDigest: null, resources: { millicpus, memoryBytes, gpus }, environment: {} };
}

export function deliver(session: AgentSession, message: ToCoordinator): void {
  switch (message.type) {
    case "Beat":
      return session.beat(message);
    case "Claim":
      return session.claim(message.key, message.term);
    case "Decline":
      return session.decline(message.key, message.reason);
    case "AttemptRunning":
      return session.running(message.key, message.startedAt);
    case "AttemptResult":
      return session.result(message.key, outcomeOf(message.result), null);
    case "DevicesChanged":
      return session.devices(message.devices);
    case "Goodbye":
      return session.goodbye(message.reason);
  }
}

function outcomeOf(result: AttemptResult): AttemptOutcome {
  const { lengths, phases } = result;
  if (result.exitClass !== "success") return { exitClass: result.exitClass, failure: result.failure, lengths, phases };
  const output = result.outputJson === null ? null : { value: JSON.parse(result.outputJson) as Json };
  return { exitClass: "success", output, lengths, phases };
}
