/** The first message of a session. */
import type { AgentHello, Capacity } from "@troupe/engine";
import type { AgentMessage__Output, Device__Output, Hello__Output, Resources__Output } from "@troupe/proto";
import { RequestCheck, show } from "../request-check.ts";
import { attemptKeyOf } from "./attempt-key.ts";

/** Agent ids stand in keys of the state store, in file names and in metric labels. */
const agentIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const heldStates: Readonly<Record<string, AgentHello["held"][number]["state"]>> = {
  HELD_STATE_PREPARING: "preparing",
  HELD_STATE_RUNNING: "running",
  HELD_STATE_ENDED: "ended",
};

export function helloOf(message: AgentMessage__Output): AgentHello {
  const { hello } = message;
  const check = new RequestCheck();
  if (hello === null || hello === undefined) {
    check.refuse("message", `is ${show(message.message ?? "nothing")}`, "Begin a session with hello.");
    check.done();
    throw new Error("a refused check has thrown");
  }
  checkHello(check, hello);
  check.done();
  return toHello(hello);
}

function checkHello(check: RequestCheck, hello: Hello__Output): void {
  checkAgentId(check, "hello.agent_id", hello.agentId);
  check.id("hello.incarnation", hello.incarnation, "an id that is new with each start of the agent");
  check.count("hello.term_seen", hello.termSeen);
  hello.held.forEach((held, index) => {
    if (heldStates[held.state] === undefined)
      check.refuse(`hello.held[${index}].state`, `is ${held.state}`, `Use ${Object.keys(heldStates).join(", ")}.`);
  });
}

export function checkAgentId(check: RequestCheck, field: string, agentId: string): void {
  if (!agentIdPattern.test(agentId))
    check.refuse(field, `is ${show(agentId)}`, "Use up to 128 letters, digits, dots, dashes and underscores.");
}

function toHello(hello: Hello__Output): AgentHello {
  return {
    agentId: hello.agentId,
    incarnation: hello.incarnation,
    host: hello.host,
    version: hello.version,
    labels: hello.labels,
    capacity: toCapacity(hello.capacity),
    devices: hello.devices.map(toDevice),
    held: hello.held.map((held, index) => ({
      key: attemptKeyOf(`hello.held[${index}].key`, held.key),
      state: heldStates[held.state] ?? "ended",
    })),
    clusterId: hello.clusterId,
    termSeen: hello.termSeen,
    draining: hello.draining,
    standingClaim: hello.standingClaim,
    isolationTier: hello.isolationTier,
  };
}

function toCapacity(resources: Resources__Output | null): Capacity {
  const { millicpus, memoryBytes, gpus } = resources ?? { millicpus: 0, memoryBytes: 0, gpus: 0 };
  return { millicpus, memoryBytes, gpus };
}

export function toDevice({
  uuid,
  model,
  memoryBytes,
  leasedTo,
  quarantined,
}: Device__Output): AgentHello["devices"][number] {
  return { uuid, model, memoryBytes, leasedTo: leasedTo || null, quarantined: quarantined || null };
}
