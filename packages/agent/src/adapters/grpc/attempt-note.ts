/** Checkpoints and rules that fired, as they stand on the wire. */
import { type AttemptNote, type Checkpoint, isDigest } from "@troupe/core";
import {
  toTimestamp,
  type Checkpoint as WireCheckpoint,
  type Checkpoint__Output as WireCheckpointOutput,
  type RuleFiring as WireFiring,
} from "@troupe/proto";

export function toNote({ checkpoint, fired = [] }: AttemptNote): { checkpoint?: WireCheckpoint; fired: WireFiring[] } {
  return { ...(checkpoint && { checkpoint: toCheckpoint(checkpoint) }), fired: fired.map(toFiring) };
}

/** Undefined if there is none. Throws if it is none. */
export function fromCheckpoint(wire: WireCheckpointOutput | null): Checkpoint | undefined {
  if (wire === null) return undefined;
  const { kind, digest, size, step } = wire;
  if (!isDigest(digest)) throw new Error(`checkpoint is not a digest: ${digest.slice(0, 100)}`);
  return { kind, digest, size, step: step ?? null };
}

function toCheckpoint({ kind, digest, size, step }: Checkpoint): WireCheckpoint {
  return { kind, digest, size, ...(step !== null && { step }) };
}

function toFiring({ rule, action, metric, value, step, at, message }: NonNullable<AttemptNote["fired"]>[number]) {
  return { rule, action, metric, value: Number(value), ...(step !== null && { step }), at: toTimestamp(at), message };
}
