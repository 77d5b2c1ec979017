/** A finished run in the archive: one object that names all the others. */
import {
  type ControlRecord,
  type Digest,
  isObject,
  type LogStreamName,
  type RunEvent,
  type RunHeader,
  type TaskRecord,
  TroupeError,
} from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import { readText } from "./archive-text.ts";
import type { SealedPart } from "./log-parts.ts";

export interface SealedManifest {
  readonly format: 1;
  readonly header: RunHeader;
  readonly tasks: readonly TaskRecord[];
  readonly controls: readonly ControlRecord[];
  readonly codeDigest: Digest | null;
  /** The events; a list that is long lies in an object of its own, as JSON. */
  readonly events: readonly RunEvent[] | Digest;
  /** The points, as a JSON list in the order in which they came; null if there are none. */
  readonly metrics: Digest | null;
  readonly logs: readonly SealedLog[];
}

export interface SealedLog {
  readonly task: string;
  readonly attempt: number;
  readonly stream: LogStreamName;
  /** Gaps included. */
  readonly length: number;
  /** The bytes, without gaps. */
  readonly digest: Digest;
  /** Where the object's bytes belong: a part that does not begin where the one before it ended follows a gap. */
  readonly parts: readonly SealedPart[];
  /** Offset in the stream of each 1,000th line, from the first. */
  readonly lines: readonly number[];
  /** Bytes that the attempt wrote and that never came, at the end. */
  readonly missing: number;
}

export const sealedName = (runId: string): string => `runs/${runId}`;

export function parseManifest(text: string): SealedManifest {
  const value: unknown = JSON.parse(text);
  if (
    isObject(value) &&
    value.format === 1 &&
    isObject(value.header) &&
    Array.isArray(value.tasks) &&
    Array.isArray(value.logs)
  )
    return value as unknown as SealedManifest;
  throw new TroupeError(
    "A sealed run in the archive has a form that this Troupe does not know. Use the newer Troupe that wrote it.",
    { code: "DATA_DIRECTORY_NEWER", reaction: "reject" },
  );
}

export async function eventsOf(archive: Archive, { events }: SealedManifest): Promise<readonly RunEvent[]> {
  return typeof events === "string" ? (JSON.parse(await readText(archive, events)) as RunEvent[]) : events;
}
