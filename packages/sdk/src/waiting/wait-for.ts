/** Waiting for a time. */
import type { JsonObject, TimeoutPolicy, WaitSubject } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { Input, Ref } from "../ref/ref.ts";
import { isReference } from "../ref/reference.ts";
import { type Duration, toMs } from "../step/units.ts";
import { objectOf, placeWait, text, type Waiting } from "./place-wait.ts";

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

/** What a wait yields. */
export interface Waited<P extends TimeoutPolicy = "fail"> {
  readonly outcome: P extends "go-on" ? "ready" | "timed-out" : "ready";
  /** When it was over: ISO 8601, in UTC. */
  readonly at: string;
}

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
export function waitFor<const P extends TimeoutPolicy = "fail">(
  name: string,
  what: WaitedTime & Deadline<P> & Waiting,
): Ref<Waited<P>> {
  const { deadline: timeout, onTimeout, ...options } = what;
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
  }) as never;
}

function subjectOf(name: string, what: WaitedTime): { readonly subject: WaitSubject; readonly given?: unknown } {
  if ("for" in what) return { subject: { kind: "duration", ms: toMs(what.for, `${name}.for`) } };
  const { until } = what;
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

function waited(onTimeout: TimeoutPolicy | undefined): JsonObject {
  const outcome = onTimeout === "go-on" ? ["ready", "timed-out"] : ["ready"];
  return objectOf({ outcome: { type: "string", enum: outcome }, at: text });
}
