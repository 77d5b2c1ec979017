/** What the engine says to an agent, as it stands on the wire. */
import { type StepDeclaration, unreachable } from "@troupe/core";
import type { AgentSession, Archive, AttemptSpec, SessionLink, ToAgent } from "@troupe/engine";
import type { CoordinatorMessage, AttemptSpec as WireSpec } from "@troupe/proto";

export type Down = Parameters<SessionLink["send"]>[0];

/** Inputs above this travel through the archive: an offer is a hint, and may be sent again and again. */
const inlineInputs = 64 * 1024;

export function welcomeOf(session: AgentSession): CoordinatorMessage {
  const { clusterId, term, beatIntervalMs, superseded } = session;
  return { welcome: { clusterId, term, beatIntervalMs, superseded: superseded.map((key) => ({ ...key })) } };
}

export async function toCoordinatorMessage(
  message: Down,
  clusterId: string,
  archive: Archive,
): Promise<CoordinatorMessage> {
  switch (message.type) {
    case "Offer":
      return { offer: { key: message.key, clusterId, term: message.term, spec: await specOf(message.spec, archive) } };
    case "BeatEcho":
      return { beatEcho: { sequence: message.sequence, nonce: message.nonce } };
    default:
      return toSmallMessage(message);
  }
}

function toSmallMessage(message: Exclude<ToAgent, { type: "Offer" }>): CoordinatorMessage {
  switch (message.type) {
    case "Grant":
      return { grant: { key: message.key, term: message.term } };
    case "Refusal":
      return { refusal: { key: message.key, reason: message.reason } };
    case "CancelAttempt":
      return { cancel: { key: message.key, reason: message.reason } };
    case "ResultAck":
      return { resultAck: { key: message.key } };
    case "SetDraining":
      return { setDraining: { draining: message.draining } };
    default:
      return unreachable(message);
  }
}

async function specOf(spec: AttemptSpec, archive: Archive): Promise<WireSpec> {
  const inputsJson = JSON.stringify(spec.inputs);
  const isInline = inputsJson.length <= inlineInputs;
  const { millicpus, memoryBytes, gpus } = spec.resources;
  return {
    pipeline: spec.pipeline,
    step: spec.step,
    codeDigest: spec.codeDigest ?? "",
    declarationJson: declarationJson(spec.declaration),
    inputsJson: isInline ? inputsJson : "",
    inputsDigest: isInline ? "" : (await archive.put(Buffer.from(inputsJson))).digest,
    timeoutMs: spec.timeoutMs ?? 0,
    graceMs: spec.graceMs,
    resources: { millicpus, memoryBytes, gpus },
    devices: [...spec.devices],
    traceparent: spec.traceparent ?? "",
  };
}

/** The attempts of a fan-out share their declaration, schemas and all. */
const written = new WeakMap<StepDeclaration, string>();

function declarationJson(declaration: StepDeclaration): string {
  const known = written.get(declaration);
  if (known !== undefined) return known;
  const json = JSON.stringify(declaration);
  written.set(declaration, json);
  return json;
}
