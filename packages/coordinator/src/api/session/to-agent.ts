/** What the engine says to an agent, as it stands on the wire. */
import { invariant, type StepDeclaration, unreachable } from "@troupe/core";
import type { AgentSession, Archive, AttemptSpec, SessionLink, ToAgent } from "@troupe/engine";
import type { CoordinatorMessage, AttemptSpec as WireSpec } from "@troupe/proto";
import { toCheckpoint } from "../messages/attempt-note.ts";

export type Down = Parameters<SessionLink["send"]>[0];

/** A batch is full at this length; an agent takes messages of 16 MiB, and an offer may be as long as a whole spec. */
const batchLength = 256 * 1024;

/** Inputs above this travel through the archive: an offer is a hint, and may be sent again and again. */
const inlineInputs = 64 * 1024;

export function welcomeOf(session: AgentSession): CoordinatorMessage {
  const { clusterId, term, beatIntervalMs, superseded } = session;
  return { welcome: { clusterId, term, beatIntervalMs, superseded: superseded.map((key) => ({ ...key })) } };
}

/** Together, as far as one message may go. */
export async function* toCoordinatorMessages(
  messages: readonly Down[],
  clusterId: string,
  archive: Archive,
): AsyncGenerator<CoordinatorMessage> {
  let batch: CoordinatorMessage[] = [];
  let length = 0;
  for (const message of messages) {
    const written = toCoordinatorMessage(message, clusterId) ?? (await archivedOffer(message, clusterId, archive));
    batch.push(written);
    length += lengthOf(written);
    if (length < batchLength) continue;
    yield envelopeOf(batch);
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield envelopeOf(batch);
}

/** One message that says it all; of at least one. */
export function envelopeOf(messages: CoordinatorMessage[]): CoordinatorMessage {
  const [only] = messages;
  return messages.length === 1 && only !== undefined ? only : { batch: { messages } };
}

/** Roughly, in characters. */
export function lengthOf({ offer, cancel }: CoordinatorMessage): number {
  const { declarationJson = "", inputsJson = "", environment = {} } = offer?.spec ?? {};
  let length = 200 + declarationJson.length + inputsJson.length + (cancel?.reason ?? "").length;
  for (const name in environment) length += name.length + (environment[name] ?? "").length;
  return length;
}

/** Undefined if it cannot be written at once: an offer whose inputs must go through the archive first. */
function toCoordinatorMessage(message: Down, clusterId: string): CoordinatorMessage | undefined {
  switch (message.type) {
    case "Offer":
      return inlineOffer(message, clusterId);
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

/** An offer that is written at once: undefined if its inputs must go through the archive first. */
export function inlineOffer(
  { key, term, spec }: Extract<ToAgent, { type: "Offer" }>,
  clusterId: string,
): CoordinatorMessage | undefined {
  const inputsJson = JSON.stringify(spec.inputs);
  if (inputsJson.length > inlineInputs) return undefined;
  return { offer: { key, clusterId, term, spec: wireSpec(spec, { inputsJson, inputsDigest: "" }) } };
}

async function archivedOffer(message: Down, clusterId: string, archive: Archive): Promise<CoordinatorMessage> {
  invariant(message.type === "Offer", `a ${message.type} is written at once`);
  const { key, term, spec } = message;
  const { digest } = await archive.put(Buffer.from(JSON.stringify(spec.inputs)));
  return { offer: { key, clusterId, term, spec: wireSpec(spec, { inputsJson: "", inputsDigest: digest }) } };
}

function wireSpec(spec: AttemptSpec, inputs: { readonly inputsJson: string; readonly inputsDigest: string }): WireSpec {
  const { millicpus, memoryBytes, gpus } = spec.resources;
  return {
    pipeline: spec.pipeline,
    step: spec.step,
    codeDigest: spec.codeDigest ?? "",
    declarationJson: declarationJson(spec.declaration),
    ...inputs,
    timeoutMs: spec.timeoutMs ?? 0,
    graceMs: spec.graceMs,
    resources: { millicpus, memoryBytes, gpus },
    devices: [...spec.devices],
    traceparent: spec.traceparent ?? "",
    environment: { ...spec.environment },
    ...(spec.checkpoint && { checkpoint: toCheckpoint(spec.checkpoint) }),
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
