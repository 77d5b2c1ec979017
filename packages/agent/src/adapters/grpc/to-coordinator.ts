/** What an agent says, as it stands on the wire. */
import {
  type ExitClass,
  type Failure,
  type LogStreamName,
  type Phases,
  type StreamLengths,
  unreachable,
} from "@troupe/core";
import type { AgentHello, AgentUsage, DeviceView } from "@troupe/engine";
import type { AgentMessage, Device, Hello, AttemptResult as WireResult } from "@troupe/proto";
import type { AttemptResult } from "../../attempts/outcome.ts";
import type { ToCoordinator } from "../../ports/coordinator-link.ts";
import { toNote } from "./attempt-note.ts";

export const exitClassNames = {
  success: "EXIT_CLASS_SUCCESS",
  failure: "EXIT_CLASS_FAILURE",
  oom: "EXIT_CLASS_OOM",
  timeout: "EXIT_CLASS_TIMEOUT",
  cancelled: "EXIT_CLASS_CANCELLED",
  lost: "EXIT_CLASS_LOST",
  error: "EXIT_CLASS_ERROR",
} as const satisfies Record<ExitClass, string>;

export const logStreamNames = {
  stdout: "LOG_STREAM_STDOUT",
  stderr: "LOG_STREAM_STDERR",
  messages: "LOG_STREAM_MESSAGES",
} as const satisfies Record<LogStreamName, string>;

const heldStates = {
  preparing: "HELD_STATE_PREPARING",
  running: "HELD_STATE_RUNNING",
  ended: "HELD_STATE_ENDED",
} as const satisfies Record<AgentHello["held"][number]["state"], string>;

export function toHello(hello: AgentHello): Hello {
  return {
    agentId: hello.agentId,
    incarnation: hello.incarnation,
    host: hello.host,
    version: hello.version,
    labels: { ...hello.labels },
    capacity: { ...hello.capacity },
    devices: hello.devices.map(toDevice),
    held: hello.held.map(({ key, state }) => ({ key, state: heldStates[state] })),
    clusterId: hello.clusterId,
    termSeen: hello.termSeen,
    draining: hello.draining,
    standingClaim: hello.standingClaim,
    isolationTier: hello.isolationTier,
  };
}

export function toAgentMessage(message: ToCoordinator): AgentMessage {
  switch (message.type) {
    case "Beat": {
      const { sequence, nonces, usage, running } = message;
      return { beat: { sequence, nonces: { ...nonces }, running, ...toUsage(usage) } };
    }
    case "Claim":
      return { claim: { key: message.key, term: message.term } };
    case "AttemptNote":
      return { note: { key: message.key, ...toNote(message.note) } };
    case "Decline":
      return { decline: { key: message.key, reason: message.reason } };
    case "AttemptRunning":
      return { running: { key: message.key, startedAtMs: message.startedAt } };
    case "AttemptResult":
      return { result: { key: message.key, ...toResult(message.result) } };
    case "DevicesChanged":
      return { devicesChanged: { devices: message.devices.map(toDevice) } };
    case "Goodbye":
      return { goodbye: { reason: message.reason } };
    default:
      return unreachable(message);
  }
}

function toUsage({ cpu, memoryBytes, memoryTotalBytes, devices }: AgentUsage) {
  const memory = memoryTotalBytes === 0 ? 0 : memoryBytes / memoryTotalBytes;
  return { cpu, memory, memoryTotalBytes, devices: [...devices] };
}

function toResult(result: AttemptResult): WireResult {
  const common = {
    exitClass: exitClassNames[result.exitClass],
    lengths: toOffsets(result.lengths),
    metrics: result.lengths.metrics ?? 0,
    phases: toPhases(result.phases),
    ...toNote(result),
  };
  if ("failure" in result) return { ...common, ...toFailure(result.failure) };
  return { ...common, exitCode: 0, outputJson: result.outputJson ?? "", outputDigest: result.outputDigest ?? "" };
}

function toFailure({ exitCode, signal, code, message, errorTypes = [], final, details }: Failure): WireResult {
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    signal: signal ?? "",
    code,
    message,
    errorTypes: [...errorTypes],
    final: final ?? false,
    detailsJson: details === undefined ? "" : JSON.stringify(details),
  };
}

function toOffsets({ metrics: _, ...lengths }: StreamLengths): NonNullable<WireResult["lengths"]> {
  return Object.entries(lengths).map(([stream, offset]) => ({
    stream: logStreamNames[stream as LogStreamName],
    offset,
  }));
}

function toPhases(phases: Phases): NonNullable<WireResult["phases"]> {
  return {
    offeredAtMs: phases.offeredAt ?? 0,
    inputsAtMs: phases.inputsAt ?? 0,
    runningAtMs: phases.runningAt ?? 0,
    outputsAtMs: phases.outputsAt ?? 0,
    endedAtMs: phases.endedAt ?? 0,
  };
}

function toDevice({ uuid, model, memoryBytes, leasedTo, quarantined }: DeviceView): Device {
  return { uuid, model, memoryBytes, leasedTo: leasedTo ?? "", quarantined: quarantined ?? "" };
}
