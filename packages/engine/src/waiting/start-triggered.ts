/**
 * Makes the run that a task asks for, or finds the one that serves it. Exactly once: the request id is written with the
 * run, and so is its key.
 */
import { type Json, type JsonObject, type RunCause, TroupeError } from "@troupe/core";
import type { CreateRunRequest } from "../engine.ts";
import type { StateEntry, StateStore } from "../ports/state-store.ts";
import { requestKey, triggerKey } from "../records/keys.ts";
import { requestRecord, triggerRecord } from "../records/records.ts";
import type { BegunTrigger } from "./begun-wait.ts";

export interface StartSurroundings {
  readonly store: StateStore;
  now(): number;
  /** Makes the run and writes what `also` says in the very group; or answers with the one that this request made. */
  create(request: CreateRunRequest, also: (runId: string) => readonly StateEntry[]): Promise<string>;
  isLive(runId: string): Promise<boolean>;
}

/** A run that runs a pipeline that runs a pipeline …: deeper than this it is taken for a cycle. */
const deepest = 10;

/** Of the task and never of the attempt: another one asks for the same run. */
export function triggerRequestId({ runId, task }: Pick<BegunTrigger, "runId" | "task">): string {
  return `trigger ${runId} ${task}`;
}

/** The run whose task made this request; undefined if no task did. */
export function triggeringRun(requestId: string): string | undefined {
  return /^trigger (\S+) /.exec(requestId)?.[1];
}

export class TriggeredRuns {
  readonly #around: StartSurroundings;
  /** Those with one key come one after the other, so that the second finds what the first has made. */
  readonly #byKey = new Map<string, Promise<unknown>>();

  constructor(around: StartSurroundings) {
    this.#around = around;
  }

  async started(wait: BegunTrigger): Promise<string | undefined> {
    const bytes = await this.#around.store.get(requestKey(triggerRequestId(wait)));
    return bytes === undefined ? undefined : requestRecord.decode(bytes).runId;
  }

  async start(wait: BegunTrigger): Promise<string> {
    const own = await this.started(wait);
    if (own !== undefined) return own;
    const { key } = wait.trigger;
    return key === null ? this.#create(wait, () => []) : this.#oneAtATime(triggerKey(wait.on.pipeline, key), wait);
  }

  async #oneAtATime(key: string, wait: BegunTrigger): Promise<string> {
    const before = this.#byKey.get(key)?.catch(() => {}) ?? Promise.resolve();
    const starting = before.then(() => this.#findOrCreate(key, wait));
    this.#byKey.set(key, starting);
    try {
      return await starting;
    } finally {
      if (this.#byKey.get(key) === starting) this.#byKey.delete(key);
    }
  }

  async #findOrCreate(key: string, wait: BegunTrigger): Promise<string> {
    const bytes = await this.#around.store.get(key);
    const known = bytes === undefined ? undefined : triggerRecord.decode(bytes);
    const now = this.#around.now();
    if (known !== undefined && (known.until > now || (await this.#around.isLive(known.runId)))) return known.runId;
    const until = now + (wait.trigger.runs.keyWithinMs ?? 0);
    return this.#create(wait, (runId) => [{ key, value: triggerRecord.encode({ runId, until }) }]);
  }

  #create(wait: BegunTrigger, also: (runId: string) => readonly StateEntry[]): Promise<string> {
    const cause = causeOf(wait);
    return this.#around.create(
      { pipeline: wait.on.pipeline, params: paramsOf(wait.trigger.params), requestId: triggerRequestId(wait), cause },
      also,
    );
  }
}

function causeOf({ runId, task, trigger, on }: BegunTrigger): RunCause {
  const depth = (trigger.cause.kind === "trigger" ? (trigger.cause.depth ?? 1) : 0) + 1;
  if (depth <= deepest) return { kind: "trigger", runId, task, depth };
  throw new TroupeError(
    `${task} would start "${on.pipeline}" as run number ${depth} of a chain in which each started the next, at most ${deepest} are allowed. Look for a pipeline that runs itself.`,
    { code: "TRIGGER_TOO_DEEP", reaction: "reject", details: { pipeline: on.pipeline } },
  );
}

function paramsOf(params: Json): JsonObject {
  return typeof params === "object" && params !== null && !Array.isArray(params) ? (params as JsonObject) : {};
}
