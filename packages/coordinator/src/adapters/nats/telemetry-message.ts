/** Pieces of logs, and points, as messages of the stream: what a reader must know to find them stands in the headers. */
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { isObject, type LogStreamName, TroupeError } from "@troupe/core";
import {
  type AttemptKey,
  decode,
  encode,
  type LogPart,
  type MetricSample,
  type StreamKey,
  samplesFrom,
} from "@troupe/engine";
import type { StreamMessage } from "./pushed-message.ts";
import { type Range, rangesOf } from "./sequence-set.ts";
import { nameOf, token } from "./subjects.ts";

const names = { parts: "Troupe-Parts", points: "Troupe-Points", from: "Troupe-From" } as const;

/** Task, attempt, and the sequence numbers of its points. */
export type PointsOfAttempt = readonly [string, number, readonly Range[]];

export interface WrittenTelemetry {
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
}

export type Point = AttemptKey & MetricSample;

/** Where a part of a log lies: `from` counts in the data of its message. */
export interface PartPlace {
  readonly offset: number;
  readonly size: number;
  readonly gap: number;
  readonly at: number;
  readonly from: number;
}

/** What a message brings. */
export type TelemetryMark =
  | { readonly type: "log"; readonly key: StreamKey; readonly parts: readonly PartPlace[]; readonly writer: string }
  | {
      readonly type: "metrics";
      readonly runId: string;
      readonly count: number;
      readonly held: readonly PointsOfAttempt[];
      readonly writer: string;
    };

export function runSubjects(prefix: string, runId: string): string {
  return `${prefix}.${token(runId)}.>`;
}

export function logSubject(prefix: string, { runId, task, attempt, stream }: StreamKey): string {
  return `${prefix}.${token(runId)}.log.${token(task)}.${attempt}.${stream}`;
}

export function metricsSubject(prefix: string, runId: string): string {
  return `${prefix}.${token(runId)}.metrics`;
}

export function runOf(prefix: string, subject: string): string {
  return nameOf(subject.slice(prefix.length + 1).split(".")[0] ?? "");
}

/** Parts that follow one another, of one stream. */
export function writeLog(parts: readonly LogPart[], writer: string): WrittenTelemetry {
  const written = headers();
  written.set(names.from, writer);
  const places = parts.map(({ offset, data, gap, at }) => [offset, data.length, gap, at]);
  written.set(names.parts, JSON.stringify(places));
  return { data: Buffer.concat(parts.map(({ data }) => data)), headers: written };
}

export function writePoints(points: readonly Point[], writer: string): WrittenTelemetry {
  const written = headers();
  written.set(names.from, writer);
  const numbered = points.filter(({ sequence }) => sequence < samplesFrom);
  const held = Map.groupBy(numbered, ({ task, attempt }) => `${attempt} ${task}`);
  const ofAttempts = [...held.values()].map((some): PointsOfAttempt => {
    const { task = "", attempt = 0 } = some[0] ?? {};
    return [task, attempt, rangesOf(some.map(({ sequence }) => sequence))];
  });
  // JSON in ASCII: what a task is called must not meet what a header may hold.
  const ascii = encodeURIComponent(JSON.stringify(ofAttempts));
  written.set(names.points, `${points.length} ${ascii}`);
  return { data: encode(points), headers: written };
}

/** Undefined for what is none of ours. */
export function readTelemetryMark(prefix: string, message: StreamMessage): TelemetryMark | undefined {
  const [run = "", kind, task = "", attempt, stream] = message.subject.slice(prefix.length + 1).split(".");
  const runId = nameOf(run);
  const writer = message.headers?.get(names.from) ?? "";
  const parts = message.headers?.get(names.parts) ?? "";
  const points = message.headers?.get(names.points) ?? "";
  if (kind === "log" && parts !== "") {
    const key = { runId, task: nameOf(task), attempt: Number(attempt), stream: stream as LogStreamName };
    return { type: "log", key, parts: readPlaces(parts), writer };
  }
  if (kind !== "metrics" || points === "") return undefined;
  const [count, held = ""] = points.split(" ");
  return { type: "metrics", runId, count: Number(count), held: JSON.parse(decodeURIComponent(held)), writer };
}

export function readPoints(data: Uint8Array): readonly Point[] {
  const points = decode(data);
  if (Array.isArray(points) && points.every((point) => isObject(point) && typeof point.sequence === "number"))
    return points as readonly Point[];
  throw new TroupeError("A message with metrics is not what was written.", { code: "DATA_CORRUPT", reaction: "fatal" });
}

function readPlaces(text: string): readonly PartPlace[] {
  let from = 0;
  return (JSON.parse(text) as [number, number, number, number][]).map(([offset, size, gap, at]) => {
    const place = { offset, size, gap, at, from };
    from += size;
    return place;
  });
}
