/** Waiting for a time, or for something outside of Troupe. */
import type { JsonObject, TimeoutPolicy, WaitSubject } from "@troupe/core";
import type { z } from "zod";
import { type Dataset, mention } from "../dataset/dataset.ts";
import { invalidSpec } from "../invalid-spec.ts";
import { current } from "../pipeline/builder.ts";
import type { Input, Ref } from "../ref/ref.ts";
import { isReference } from "../ref/reference.ts";
import type { Absent, When } from "../step/rules.ts";
import { type Duration, toMs } from "../step/units.ts";
import { objectOf, placeWait, text, type Waiting } from "./place-wait.ts";
import {
  type Polling,
  type PollToPlace,
  pollOf,
  type WaitedBody,
  type WaitedFile,
  type WaitedHttp,
  type WaitedRow,
  type WaitedValues,
} from "./polled.ts";

/** What there is to wait for. */
export type WaitedTime =
  /** So long, from when it begins to wait. */
  | { readonly for: Duration }
  /** An instant: ISO 8601 with a zone, `"2026-11-24T06:00:00+01:00"`. Or the next time that clocks in a zone show this. */
  | { readonly until: Input<string> | TimeOfDay };

export interface TimeOfDay {
  /** `"06:00"`, `"06:00:30"`. */
  readonly time: string;
  /** `"Europe/Berlin"`. Where clock changes leave the time out, the instant of the change; where it comes twice, the first. */
  readonly zone: string;
}

export interface Deadline<P extends TimeoutPolicy> {
  /** How long it may wait. Default: for ever. */
  readonly deadline?: Duration;
  /** At the deadline. `fail`, the default: as a step that is out of time. `go-on`: `outcome` says that it is. */
  readonly onTimeout?: P;
}

/** A revision of a dataset. */
export interface WaitedDataset<T> {
  readonly dataset: Dataset<T>;
  /** The number of a revision. Default: 0, before the first. */
  readonly newerThan?: Input<number>;
}

/** What a wait yields. */
export interface Waited<P extends TimeoutPolicy = "fail"> {
  readonly outcome: P extends "go-on" ? "ready" | "timed-out" : "ready";
  /** When it was over: ISO 8601, in UTC. */
  readonly at: string;
}

/** What was found: absent if it was not in time. */
export type Seen<P extends TimeoutPolicy, Facts> = P extends "go-on" ? Partial<Facts> : Facts;

/**
 * Waits, without holding an agent or a process. What stands after it reads `outcome`, or names it in `after`.
 *
 * @param name - Its id in the run.
 *
 * @example
 * ```ts
 * const cool = waitFor("cool-down", { for: "10m", after: [rollout] });
 * const morning = waitFor("morning", { until: { time: "06:00", zone: "Europe/Berlin" } });
 * const embargo = waitFor("embargo", { until: params.embargo, deadline: "7d", onTimeout: "go-on" });
 * branch("over", {
 *   publish: [equals(embargo.outcome, "ready"), () => publish()],
 *   otherwise: () => notify({ text: "still under embargo" }),
 * });
 * ```
 */
export function waitFor<
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(name: string, what: WaitedTime & Deadline<P> & Waiting<W, M>): Ref<Waited<P> | Absent<W, M>>;
/**
 * Waits for a revision of a dataset that is newer than one that is known: the number that an earlier wait yielded, or a
 * param. Without `newerThan`, for any at all.
 *
 * @example
 * ```ts
 * const fresh = waitFor("fresh", { dataset: features, newerThan: params.seen, deadline: "1d" });
 * train({ data: fresh.value });
 * ```
 */
export function waitFor<
  T,
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  name: string,
  what: WaitedDataset<T> & Deadline<P> & Waiting<W, M>,
): Ref<(Waited<P> & Seen<P, { readonly revision: number; readonly value: T }>) | Absent<W, M>>;
/**
 * Waits for something outside of Troupe: an answer over HTTP, a file, a row. An agent looks at it every so often, ten
 * thousand of them in one loop and without a process; the task's progress shows what it saw last.
 *
 * @example
 * ```ts
 * waitFor("exported", { file: text`/exports/${interval.start}/_SUCCESS`, every: "1m", deadline: "6h" });
 * const job = waitFor("job", {
 *   http: { url: text`https://jobs.internal/${started.id}`, json: { at: "state", equals: "done" } },
 *   deadline: "2h",
 * });
 * const loaded = waitFor("loaded", {
 *   sql: { connection: "warehouse", query: "select count(*) as rows from sales", row: z.object({ rows: z.int() }) },
 * });
 * train({ rows: loaded.row.rows });
 * ```
 */
export function waitFor<
  S extends z.core.$ZodType,
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  name: string,
  what: WaitedBody<S> & Polling & Deadline<P> & Waiting<W, M>,
): Ref<(Waited<P> & Seen<P, { readonly status: number; readonly body: z.output<S> }>) | Absent<W, M>>;
export function waitFor<
  S extends z.core.$ZodType,
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  name: string,
  what: WaitedValues<S> & Polling & Deadline<P> & Waiting<W, M>,
): Ref<(Waited<P> & Seen<P, { readonly row: z.output<S> }>) | Absent<W, M>>;
export function waitFor<
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  name: string,
  what: WaitedHttp & Polling & Deadline<P> & Waiting<W, M>,
): Ref<(Waited<P> & Seen<P, { readonly status: number }>) | Absent<W, M>>;
export function waitFor<
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  name: string,
  what: WaitedFile & Polling & Deadline<P> & Waiting<W, M>,
): Ref<(Waited<P> & Seen<P, { readonly paths: readonly string[] }>) | Absent<W, M>>;
export function waitFor<
  const P extends TimeoutPolicy = "fail",
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(name: string, what: WaitedRow & Polling & Deadline<P> & Waiting<W, M>): Ref<Waited<P> | Absent<W, M>>;
export function waitFor(
  name: string,
  what: Partial<WaitedTime> & Polling & Deadline<TimeoutPolicy> & Waiting,
): unknown {
  const { deadline: timeout, onTimeout, after, when, mayFail, description } = what;
  const options = {
    ...(after && { after }),
    ...(when && { when }),
    ...(mayFail !== undefined && { mayFail }),
    ...(description !== undefined && { description }),
  };
  const poll = pollOf(what, name);
  if (poll !== undefined) return placePoll(name, poll, what, options);
  if ("dataset" in what) return placeDatasetWait(name, what as WaitedDataset<unknown>, what, options);
  const { subject, given } = subjectOf(name, what);
  const input: Record<string, JsonObject> = given === undefined ? {} : { until: text };
  return placeWait({
    name,
    runs: { kind: "wait", for: subject, ...(onTimeout && { onTimeout }) },
    input,
    given: given === undefined ? {} : { until: given },
    output: waited(onTimeout),
    timeout,
    options,
    by: waitFor,
  });
}

function placeDatasetWait(
  name: string,
  { dataset, newerThan }: WaitedDataset<unknown>,
  { deadline: timeout, onTimeout }: Deadline<TimeoutPolicy>,
  options: Waiting,
): unknown {
  mention(current(`waitFor("${name}", …)`), dataset);
  return placeWait({
    name,
    runs: { kind: "wait", for: { kind: "dataset", dataset: dataset.name }, ...(onTimeout && { onTimeout }) },
    input: { newerThan: number },
    optional: ["newerThan"],
    given: newerThan === undefined ? {} : { newerThan },
    output: waited(onTimeout, { revision: number, value: dataset.schema }),
    timeout,
    options,
    by: waitFor,
  });
}

const number: JsonObject = { type: "integer", minimum: 0 };

/** Whoever looks may go away again and again in the course of days: that is no reason to give up. */
const retries = { max: 0, maxBackoff: "30s", on: { lost: 1000, error: 10 } } as const;

function placePoll(
  name: string,
  poll: PollToPlace,
  what: Polling & Deadline<TimeoutPolicy>,
  options: Waiting,
): unknown {
  const { every = "30s", labels, deadline: timeout, onTimeout } = what;
  const [input, value] = poll.input;
  return placeWait({
    name,
    runs: {
      kind: "poll",
      for: poll.subject,
      everyMs: toMs(every, `${name}.every`),
      ...(onTimeout && { onTimeout }),
    },
    input: { [input]: text },
    given: { [input]: value },
    output: waited(onTimeout, poll.facts),
    timeout,
    retries,
    labels,
    options,
    by: waitFor,
  });
}

function subjectOf(
  name: string,
  what: Partial<WaitedTime>,
): { readonly subject: WaitSubject; readonly given?: unknown } {
  if ("for" in what && what.for !== undefined)
    return { subject: { kind: "duration", ms: toMs(what.for, `${name}.for`) } };
  const { until } = what as { readonly until?: Input<string> | TimeOfDay };
  if (isReference(until) || typeof until === "string")
    return { subject: { kind: "instant" }, given: checked(name, until) };
  if (typeof until !== "object" || until === null)
    throw invalidSpec({
      field: `${name}.until`,
      message: "is missing",
      fix: 'give it for: "10m", or until: an instant',
    });
  const { time, zone } = until as TimeOfDay;
  return { subject: { kind: "time-of-day", at: time, zone } };
}

/** Said where it was written: a run would find out when it comes that far. */
function checked(name: string, until: unknown): unknown {
  if (typeof until !== "string" || !Number.isNaN(Date.parse(until))) return until;
  throw invalidSpec({
    field: `${name}.until`,
    message: `is ${JSON.stringify(until)}, which is no instant`,
    fix: 'write it as "2026-11-24T06:00:00Z"',
  });
}

function waited(onTimeout: TimeoutPolicy | undefined, facts: Readonly<Record<string, JsonObject>> = {}): JsonObject {
  const outcome = onTimeout === "go-on" ? ["ready", "timed-out"] : ["ready"];
  const seen = onTimeout === "go-on" ? Object.keys(facts) : [];
  return objectOf({ outcome: { type: "string", enum: outcome }, at: text, ...facts }, seen);
}
