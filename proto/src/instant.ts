/** Instants: milliseconds since the epoch here, google.protobuf.Timestamp on the wire. */
import type { Timestamp, Timestamp__Output } from "./generated/google/protobuf/Timestamp.ts";

export function toTimestamp(ms: number | null | undefined): Timestamp | null {
  if (ms === null || ms === undefined) return null;
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

export function fromTimestamp(timestamp: Timestamp__Output | null | undefined): number | null {
  return timestamp === null || timestamp === undefined
    ? null
    : Number(timestamp.seconds) * 1000 + timestamp.nanos / 1e6;
}
