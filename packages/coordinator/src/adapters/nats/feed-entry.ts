/** A feed entry as a message of the stream, and a mark in place of the entries of a run that was dropped. */
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { isObject, type RunEvent, TroupeError } from "@troupe/core";
import { decode, encode, type FeedEntry } from "@troupe/engine";
import type { StreamMessage } from "./pushed-message.ts";
import { nameOf, token } from "./subjects.ts";

const names = {
  first: "Troupe-First",
  /** In which segment an entry stands that is too large for a message. */
  segment: "Troupe-Segment",
  dropped: "Troupe-Dropped",
  rollup: "Nats-Rollup",
} as const;

export interface WrittenEntry {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
}

/** What a message says. */
export type FeedMark =
  | { readonly type: "entry"; readonly runId: string; readonly first: number; readonly segment: string | undefined }
  | { readonly type: "dropped"; readonly runId: string };

export const runSubject = (prefix: string, runId: string): string => `${prefix}.${token(runId)}`;

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

/** Takes the place of all that its subject holds, in one step. */
export function writeDropped(prefix: string, runId: string): WrittenEntry {
  const written = headers();
  written.set(names.dropped, "true");
  written.set(names.rollup, "sub");
  return { subject: runSubject(prefix, runId), data: new Uint8Array(), headers: written };
}

export function readMark({ subject, headers: written }: StreamMessage): FeedMark {
  const runId = nameOf(subject.slice(subject.lastIndexOf(".") + 1));
  if (written?.has(names.dropped)) return { type: "dropped", runId };
  const segment = written?.get(names.segment) ?? "";
  return {
    type: "entry",
    runId,
    first: Number(written?.get(names.first)),
    segment: segment === "" ? undefined : segment,
  };
}

/** Of a message with its entry inside. */
export function readEntry(mark: FeedMark & { readonly type: "entry" }, data: Uint8Array): FeedEntry {
  const value = decode(data);
  if (!isObject(value) || typeof value.pipeline !== "string" || !areEvents(value.events)) throw damaged(mark.runId);
  return { runId: mark.runId, pipeline: value.pipeline, first: mark.first, events: value.events };
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
