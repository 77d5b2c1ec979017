/** Checkpoints and rules that fired: what an attempt tells while it runs, as it stands on the wire. */
import { type AttemptNote, type Checkpoint, isDigest, type RuleFiring } from "@troupe/core";
import {
  fromTimestamp,
  toTimestamp,
  type Checkpoint as WireCheckpoint,
  type Checkpoint__Output as WireCheckpointOutput,
  type RuleFiring as WireFiring,
  type RuleFiring__Output as WireFiringOutput,
} from "@troupe/proto";

export function toCheckpoint({ kind, digest, size, step }: Checkpoint): WireCheckpoint {
  return { kind, digest, size, ...(step !== null && { step }) };
}

export function toFiring({ rule, action, metric, value, step, at, message }: RuleFiring): WireFiring {
  return { rule, action, metric, value: Number(value), ...(step !== null && { step }), at: toTimestamp(at), message };
}

/** What cannot be read is left out: it is no reason to lose the rest of what an agent says. */
export function noteOf(wire: {
  readonly checkpoint: WireCheckpointOutput | null;
  readonly fired: readonly WireFiringOutput[];
}): AttemptNote {
  const checkpoint = fromCheckpoint(wire.checkpoint);
  const fired = wire.fired.flatMap((each) => fromFiring(each) ?? []);
  return { ...(checkpoint && { checkpoint }), ...(fired.length > 0 && { fired }) };
}

function fromCheckpoint(wire: WireCheckpointOutput | null): Checkpoint | undefined {
  if (wire === null || !isDigest(wire.digest)) return undefined;
  return { kind: wire.kind, digest: wire.digest, size: wire.size, step: wire.step ?? null };
}

const actions = ["stop", "fail", "mark"] as const;

function fromFiring(wire: WireFiringOutput): RuleFiring | undefined {
  const action = actions.find((each) => each === wire.action);
  if (action === undefined) return undefined;
  const { rule, metric, value, message } = wire;
  const told = Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity");
  return { rule, action, metric, value: told, step: wire.step ?? null, at: fromTimestamp(wire.at) ?? 0, message };
}
