/**
 * What is written of one run, event by event, kept by a model that knows the rules and nothing of the engine: an attempt
 * is assigned once, granted once to whom it was assigned, and ends once; a task succeeds once; nothing follows the end.
 */
import type { RunEvent } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";

interface Held {
  readonly attempt: number;
  readonly agent: string;
  granted: boolean;
  cancelled: boolean;
}

type Of<Type extends RunEvent["type"]> = Extract<RunEvent, { readonly type: Type }>;

export class CommittedRun {
  readonly runId: string;
  /** The attempt of each task that is with an agent. */
  readonly #held = new Map<string, Held>();
  /** By task and attempt, whom it was granted to last. */
  readonly #grants = new Map<string, string>();
  readonly #done = new Set<string>();
  /** The attempts whose success counts. */
  readonly counted = new Map<string, number>();
  sequence = 0;
  /** Type of the event that ended it. */
  ended: RunEvent["type"] | null = null;
  outputs: unknown = null;
  isCancelling = false;

  constructor(runId: string) {
    this.runId = runId;
  }

  /** Takes an event over; answers what is wrong with it. */
  take(event: RunEvent): string | undefined {
    this.sequence += 1;
    if (this.ended !== null) return `comes after ${this.ended}`;
    switch (event.type) {
      case "TaskAssigned":
        return this.#assigned(event);
      case "AssignmentReturned":
        return this.#release(event);
      case "AttemptGranted":
        return this.#granted(event);
      case "AttemptFailed":
        return this.#release(event);
      case "AttemptCancelRequested":
        return this.#cancelled(event);
      case "TaskSucceeded":
        return this.#succeeded(event);
      case "TaskFailed":
      case "TaskCancelled":
        return this.#finish(event.task);
      case "RunCancelRequested":
        this.isCancelling = true;
        return undefined;
      case "RunSucceeded":
        this.outputs = event.outputs;
        return this.#end(event);
      case "RunFailed":
      case "RunCancelled":
      case "RunTimedOut":
        return this.#end(event);
      default:
        return undefined;
    }
  }

  /** Whom this attempt was granted to. */
  grantedTo({ task, attempt }: AttemptKey): string | undefined {
    return this.#grants.get(`${task} ${attempt}`);
  }

  /** It is this agent's, and its outcome is open. */
  holds({ task, attempt }: AttemptKey, agent: string): boolean {
    const held = this.#held.get(task);
    return held?.attempt === attempt && held.agent === agent;
  }

  /** Nobody has asked for its end. */
  mayRun(key: AttemptKey, agent: string): boolean {
    return this.holds(key, agent) && !this.isCancelling && this.#held.get(key.task)?.cancelled === false;
  }

  /** What was given back, never started, may be granted to another. */
  #assigned({ task, attempt, agent, granted }: Of<"TaskAssigned">): string | undefined {
    const held = this.#held.get(task);
    const isDone = this.#done.has(task);
    this.#held.set(task, { attempt, agent, granted, cancelled: false });
    if (granted) this.#grants.set(`${task} ${attempt}`, agent);
    if (held !== undefined) return `I2: ${task} ${attempt} is assigned while ${held.attempt} is with ${held.agent}`;
    return isDone ? `I2: ${task} is done` : undefined;
  }

  #granted({ task, attempt, agent }: Of<"AttemptGranted">): string | undefined {
    const name = `${task} ${attempt}`;
    const held = this.#held.get(task);
    if (held === undefined || held.attempt !== attempt || held.agent !== agent) return `I3: ${name} is not ${agent}'s`;
    if (held.granted) return `I2: ${name} is granted twice`;
    this.#grants.set(name, agent);
    held.granted = true;
    return undefined;
  }

  #cancelled({ task }: Of<"AttemptCancelRequested">): undefined {
    const held = this.#held.get(task);
    if (held !== undefined) held.cancelled = true;
  }

  #release({ task, attempt, agent }: Of<"AttemptFailed" | "AssignmentReturned">): string | undefined {
    const isHeld = this.holds({ runId: this.runId, task, attempt }, agent);
    if (!isHeld) return `I3: ${task} ${attempt} is not with ${agent}`;
    this.#held.delete(task);
    return undefined;
  }

  #succeeded(event: Of<"TaskSucceeded">): string | undefined {
    const { task, attempt, agent } = event;
    if (!this.holds({ runId: this.runId, task, attempt }, agent)) return `I3: ${task} ${attempt} is not with ${agent}`;
    if (this.#held.get(task)?.granted !== true) return `${task} ${attempt} was never granted`;
    this.#held.delete(task);
    this.counted.set(task, attempt);
    return this.#finish(task);
  }

  #finish(task: string): string | undefined {
    if (this.#done.has(task)) return `I2: ${task} is done already`;
    this.#done.add(task);
    return undefined;
  }

  #end({ type }: RunEvent): string | undefined {
    this.ended = type;
    const [open] = this.#held;
    return open === undefined ? undefined : `the run ends while ${open[0]} is with ${open[1].agent}`;
  }
}
