/** What a coordinator says, read from the wire. Unknown kinds and messages that name no attempt are undefined. */
import { isDigest, isObject, type JsonObject, type StepDeclaration } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";
import type {
  AttemptKey__Output,
  AttemptSpec__Output,
  CoordinatorMessage__Output,
  Offer__Output,
  Welcome__Output,
} from "@troupe/proto";
import type { FromCoordinator, OfferedSpec } from "../../ports/coordinator-link.ts";
import { fromCheckpoint } from "./attempt-note.ts";

export function fromCoordinator(message: CoordinatorMessage__Output): FromCoordinator | undefined {
  if (message.welcome) return toWelcome(message.welcome);
  if (message.offer) return toOffer(message.offer);
  if (message.beatEcho) return { type: "BeatEcho", ...message.beatEcho };
  if (message.setDraining) return { type: "SetDraining", draining: message.setDraining.draining };
  if (message.leads) return { type: "Leads" };
  return toOrder(message);
}

/** Those that are about one attempt and carry little else. */
function toOrder(message: CoordinatorMessage__Output): FromCoordinator | undefined {
  const { grant, refusal, cancel, resultAck } = message;
  const key = toKey((grant ?? refusal ?? cancel ?? resultAck)?.key);
  if (key === undefined) return undefined;
  if (grant) return { type: "Grant", key, term: grant.term };
  if (refusal) return { type: "Refusal", key, reason: refusal.reason };
  if (cancel) return { type: "CancelAttempt", key, reason: cancel.reason };
  return { type: "ResultAck", key };
}

function toWelcome({ clusterId, term, beatIntervalMs, superseded }: Welcome__Output): FromCoordinator {
  const keys = superseded.map(toKey).filter((key) => key !== undefined);
  return { type: "Welcome", clusterId, term, beatIntervalMs, superseded: keys };
}

function toOffer(offer: Offer__Output): FromCoordinator | undefined {
  const key = toKey(offer.key);
  if (key === undefined) return undefined;
  try {
    const { clusterId, term } = offer;
    return { type: "Offer", offer: { key, clusterId, term, spec: toSpec(offer.spec) } };
  } catch (error) {
    return { type: "UnreadableOffer", key, reason: error instanceof Error ? error.message : String(error) };
  }
}

function toSpec(spec: AttemptSpec__Output | null): OfferedSpec {
  if (spec === null) throw new Error("the offer has no spec");
  const checkpoint = fromCheckpoint(spec.checkpoint);
  return {
    pipeline: spec.pipeline,
    step: spec.step,
    codeDigest: toDigest("code_digest", spec.codeDigest),
    declaration: toDeclaration(spec.declarationJson),
    inputs: spec.inputsDigest === "" ? toObject("inputs_json", spec.inputsJson) : null,
    inputsDigest: toDigest("inputs_digest", spec.inputsDigest),
    timeoutMs: spec.timeoutMs === 0 ? null : spec.timeoutMs,
    graceMs: spec.graceMs,
    resources: spec.resources ?? { millicpus: 0, memoryBytes: 0, gpus: 0 },
    devices: spec.devices,
    traceparent: spec.traceparent === "" ? null : spec.traceparent,
    environment: spec.environment,
    ...(checkpoint && { checkpoint }),
  };
}

/** The tasks of a step come by the thousand with one declaration: read once, and one object, which validators are kept by. */
const declarations = new Map<string, StepDeclaration>();
const keptDeclarations = 256;

function toDeclaration(json: string): StepDeclaration {
  const known = declarations.get(json);
  if (known !== undefined) return known;
  const declaration = readDeclaration(json);
  // The oldest goes first: what is still in use comes back at once.
  for (const oldest of declarations.keys()) {
    if (declarations.size < keptDeclarations) break;
    declarations.delete(oldest);
  }
  declarations.set(json, declaration);
  return declaration;
}

/** The coordinator has checked the declaration; here it must only be one. */
function readDeclaration(json: string): StepDeclaration {
  const declaration = toObject("declaration_json", json);
  if (!isObject(declaration.runs) || typeof declaration.runs.kind !== "string") {
    throw new Error("declaration_json does not say what runs");
  }
  return declaration as unknown as StepDeclaration;
}

function toObject(field: string, json: string): JsonObject {
  const value: unknown = json === "" ? {} : JSON.parse(json);
  if (!isObject(value)) throw new Error(`${field} is not an object`);
  return value as JsonObject;
}

function toDigest(field: string, text: string): OfferedSpec["codeDigest"] {
  if (text === "") return null;
  if (!isDigest(text)) throw new Error(`${field} is not a digest: ${text.slice(0, 100)}`);
  return text;
}

export function toKey(key: AttemptKey__Output | null | undefined): AttemptKey | undefined {
  if (!key || key.runId === "" || key.task === "" || key.attempt < 1) return undefined;
  return { runId: key.runId, task: key.task, attempt: key.attempt };
}
