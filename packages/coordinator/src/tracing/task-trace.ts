/**
 * One task of a traced run, from its first queueing to its end.
 *
 * Most tasks have one attempt, whose span then hangs under the run and stands for the task. Only a task that is tried
 * again has a span of its own, with its attempts under it. So a failed first attempt is held back until it is known which
 * of the two it is; the events that say so come in the same batch.
 */
import type { ExitClass, Failure, Phases } from "@troupe/core";
import {
  attemptSpans,
  type EndedAttempt,
  errorAttributes,
  errorText,
  nodeOf,
  type TracedRun,
  taskAttributes,
} from "./attempt-spans.ts";
import { attemptResult, isWrong } from "./result.ts";
import { troupe } from "./semantic-attributes.ts";
import { SpanEvents } from "./span-events.ts";
import { rootSpanId, taskSpanId } from "./trace-ids.ts";
import type { SpanAttributes, TraceSpan } from "./trace-span.ts";

interface OpenAttempt {
  readonly number: number;
  readonly queuedAt: number;
  readonly events: SpanEvents;
  assignedAt: number | null;
  startedAt: number | null;
  agent: string | null;
  devices: readonly string[];
}

export interface AttemptEnd {
  readonly at: number;
  readonly exitClass: ExitClass;
  readonly failure: Failure | null;
  readonly phases: Phases | null;
}

export class TaskTrace {
  readonly #run: TracedRun;
  readonly #task: string;
  readonly #queuedAt: number;
  #attempts = 0;
  #open: OpenAttempt | null = null;
  #held: EndedAttempt | null = null;
  #isRetried = false;
  #hasChildren = false;

  constructor(run: TracedRun, task: string, queuedAt: number) {
    this.#run = run;
    this.#task = task;
    this.#queuedAt = queuedAt;
  }

  /** Its own span must be written when it ends, because spans hang under it. */
  get isParent(): boolean {
    return this.#isRetried && this.#hasChildren;
  }

  get hasOpenAttempt(): boolean {
    return this.#open !== null;
  }

  get isAssigned(): boolean {
    return this.#open !== null && this.#open.assignedAt !== null;
  }

  queue(number: number, at: number): void {
    this.#attempts += 1;
    this.#open = {
      number,
      queuedAt: at,
      events: new SpanEvents(),
      assignedAt: null,
      startedAt: null,
      agent: null,
      devices: [],
    };
  }

  assign(agent: string, devices: readonly string[], at: number): void {
    if (this.#open !== null) Object.assign(this.#open, { agent, devices, assignedAt: at });
  }

  unassign(at: number, reason: string): void {
    if (this.#open === null) return;
    this.note("assignment.returned", at, { [troupe.reason]: reason });
    Object.assign(this.#open, { agent: null, devices: [], assignedAt: null, startedAt: null });
  }

  start(at: number): void {
    if (this.#open !== null) this.#open.startedAt = at;
  }

  note(name: string, at: number, attributes: SpanAttributes): void {
    this.#open?.events.add(name, at, attributes);
  }

  /** Forgets the attempt under way: it gets no span. */
  leaveOut(): void {
    this.#open = null;
  }

  endAttempt(end: AttemptEnd): readonly TraceSpan[] {
    if (this.#open === null) return [];
    const { at: endedAt, ...how } = end;
    const ended = { ...this.#open, ...how, task: this.#task, endedAt };
    this.#open = null;
    if (this.#isRetried) return this.#write(ended);
    this.#held = ended;
    return [];
  }

  retry(): readonly TraceSpan[] {
    this.#isRetried = true;
    return this.#writeHeld();
  }

  end(end: AttemptEnd): readonly TraceSpan[] {
    const last = [...this.endAttempt(end), ...this.#writeHeld()];
    return this.isParent ? [...last, this.#ownSpan(end)] : last;
  }

  #writeHeld(): readonly TraceSpan[] {
    const held = this.#held;
    this.#held = null;
    return held === null ? [] : this.#write(held);
  }

  #write(attempt: EndedAttempt): readonly TraceSpan[] {
    this.#hasChildren = true;
    const node = nodeOf(this.#task);
    const { runId } = this.#run;
    return this.#isRetried
      ? attemptSpans(
          this.#run,
          attempt,
          { spanId: taskSpanId(runId, this.#task), remote: false },
          `${node} attempt ${attempt.number}`,
        )
      : attemptSpans(this.#run, attempt, { spanId: rootSpanId(runId), remote: false }, node);
  }

  #ownSpan({ at, exitClass, failure }: AttemptEnd): TraceSpan {
    const { runId, traceId } = this.#run;
    return {
      traceId,
      spanId: taskSpanId(runId, this.#task),
      parent: { spanId: rootSpanId(runId), remote: false },
      name: nodeOf(this.#task),
      kind: "internal",
      startedAt: this.#queuedAt,
      endedAt: at,
      attributes: {
        ...taskAttributes(this.#run, this.#task, this.#task, exitClass),
        [troupe.attempts]: this.#attempts,
        ...errorAttributes(failure),
      },
      events: [],
      droppedEvents: 0,
      error: isWrong(attemptResult(exitClass)) ? errorText(failure) : null,
    };
  }
}
