/** A feed entry as a message of the stream, and a mark behind the entries of runs that were dropped. */
import type { StoredMsg } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { isObject, type RunEvent, TroupeError } from "@troupe/core";
import { decode, encode, type FeedEntry } from "@troupe/engine";
import type { StreamMessage } from "./pushed-message.ts";
import { nameOf, token } from "./subjects.ts";

const names = {
  first: "Troupe-First",
  /** In which segment an entry stands that is too large for a message. */
  segment: "Troupe-Segment",
  /** An entry that was moved to the end of the stream: no news. */
  moved: "Troupe-Moved",
  /** The runs, as tokens. */
  dropped: "Troupe-Dropped",
} as const;

/** Of no run: a token has no such sign. */
const droppedToken = "=dropped";

export interface WrittenEntry {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
}

/** What a message says. */
export type FeedMark =
  | {
      readonly type: "entry";
      readonly runId: string;
      readonly first: number;
      readonly segment: string | undefined;
      readonly isMoved: boolean;
    }
  | { readonly type: "dropped"; readonly runIds: readonly string[] };

export const runSubject = (prefix: string, runId: string): string => `${prefix}.${token(runId)}`;

/** Where the marks are. */
export const droppedSubject = (prefix: string): string => `${prefix}.${droppedToken}`;

/** `maxBytes`: of a message. What does not fit stands in the segment alone. */
export function writeEntry(prefix: string, entry: FeedEntry, segment: string, maxBytes: number): WrittenEntry {
  const { runId, pipeline, first, events } = entry;
  const written = headers();
  written.set(names.first, String(first));
  const data = encode({ pipeline, events });
  const subject = runSubject(prefix, runId);
  if (data.length + headerRoom <= maxBytes) return { subject, data, headers: written };
  written.set(names.segment, segment);
  return { subject, data: new Uint8Array(), headers: written };
}

const headerRoom = 1024;

/** The same entry, to be written once more. */
export function writeAgain({ subject, data, header }: Pick<StoredMsg, "subject" | "data" | "header">): WrittenEntry {
  const written = headers();
  for (const name of [names.first, names.segment]) if (header.has(name)) written.set(name, header.get(name));
  written.set(names.moved, "true");
  return { subject, data, headers: written };
}

export function writeDropped(prefix: string, runIds: readonly string[]): WrittenEntry {
  const written = headers();
  written.set(names.dropped, runIds.map(token).join(" "));
  return { subject: droppedSubject(prefix), data: new Uint8Array(), headers: written };
}

export function readMark({ subject, headers: written }: StreamMessage): FeedMark {
  const last = subject.slice(subject.lastIndexOf(".") + 1);
  const dropped = written?.get(names.dropped) ?? "";
  // Once each run had a mark of its own, in place of its entries.
  if (dropped !== "")
    return { type: "dropped", runIds: last === droppedToken ? dropped.split(" ").map(nameOf) : [nameOf(last)] };
  const segment = written?.get(names.segment) ?? "";
  return {
    type: "entry",
    runId: nameOf(last),
    first: Number(written?.get(names.first)),
    segment: segment === "" ? undefined : segment,
    isMoved: written?.has(names.moved) ?? false,
  };
}

/** Of a message with its entry inside. */
export function readEntry({ runId, first }: Pick<FeedEntry, "runId" | "first">, data: Uint8Array): FeedEntry {
  const value = decode(data);
  if (!isObject(value) || typeof value.pipeline !== "string" || !areEvents(value.events)) throw damaged(runId);
  return { runId, pipeline: value.pipeline, first, events: value.events };
}

export function areEntries(value: unknown): value is readonly FeedEntry[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        isObject(entry) &&
        typeof entry.runId === "string" &&
        typeof entry.pipeline === "string" &&
        typeof entry.first === "number" &&
        areEvents(entry.events),
    )
  );
}

function areEvents(value: unknown): value is readonly RunEvent[] {
  return (
    Array.isArray(value) &&
    value.every((event) => isObject(event) && typeof event.type === "string" && typeof event.at === "number")
  );
}

function damaged(runId: string): TroupeError {
  return new TroupeError(`A message of the feed about run ${runId} is not what was written.`, {
    code: "DATA_CORRUPT",
    reaction: "fatal",
    details: { runId },
  });
}
