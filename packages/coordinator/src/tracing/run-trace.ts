/**
 * The trace of one live run, as a fold over its events: each event yields the spans that ended with it.
 *
 *   RUN churn                       written when the run ends
 *   ├─ extract                      one attempt: its span stands for the task
 *   │  └─ queued, assigned, inputs, running, outputs
 *   └─ train                        a task that was tried again
 *      ├─ train attempt 1
 *      └─ train attempt 2
 *
 * Invariants: one root; every span's parent is written, by this fold or by that of a successor over the same events; no
 * span begins before its parent or ends after it. What is kept: the tasks under way, at most `maxTasks` of them.
 */
import { nobody, type RunEvent, type TaskPath, taskName } from "@troupe/core";
import { errorAttributes, nodeOf } from "./attempt-spans.ts";
import type { RunEnd } from "./result.ts";
import { type RunHead, rootSpan, runHead } from "./root-span.ts";
import type { SamplingPolicy } from "./sampling.ts";
import { cicd, troupe } from "./semantic-attributes.ts";
import { SpanEvents } from "./span-events.ts";
import { type AttemptEnd, TaskTrace } from "./task-trace.ts";
import type { SpanAttributes, TraceSpan } from "./trace-span.ts";

/**
 * What became of the trace of a run that has ended. `truncated`: the run grew beyond the limit when attempts had already
 * been sent out with the order to make spans; it has all spans of those, the root, and a count of what is missing.
 */
export type TraceOutcome = "traced" | "truncated" | "unsampled" | "too-large";

type Progress = Exclude<RunEvent, { readonly type: "RunCreated" } | RunEnd>;

const nothing: readonly TraceSpan[] = [];

export class RunTrace {
  readonly #policy: SamplingPolicy;
  readonly #tasks = new Map<string, TaskTrace>();
  readonly #events = new SpanEvents();
  #head: RunHead | null = null;
  #outcome: TraceOutcome | null = null;
  #taskCount = 0;
  #hasTracedAttempt = false;
  #untracedAttempts = 0;
  #now = 0;

  constructor(policy: SamplingPolicy) {
    this.#policy = policy;
  }

  /** Null until the run has ended. */
  get outcome(): TraceOutcome | null {
    return this.#outcome;
  }

  get openTasks(): number {
    return this.#tasks.size;
  }

  /** Events come in order and once. */
  apply(event: RunEvent): readonly TraceSpan[] {
    // Coordinators that follow each other have clocks of their own: an instant never lies before one already seen.
    this.#now = Math.max(this.#now, event.at);
    switch (event.type) {
      case "RunCreated":
        this.#head = runHead(this.#policy, event);
        return nothing;
      case "RunSucceeded":
      case "RunFailed":
      case "RunCancelled":
      case "RunTimedOut":
        return this.#end(event);
      default:
        return this.#head?.isSampled ? this.#progress(this.#head, event) : nothing;
    }
  }

  #progress(run: RunHead, event: Progress): readonly TraceSpan[] {
    switch (event.type) {
      case "TaskQueued":
        return this.#queue(run, event.task, event.attempt);
      case "TaskWaiting":
        return this.#wait(run, event);
      case "TaskAssigned":
        return this.#assign(event.task, event.agent, event.devices);
      case "AssignmentReturned":
        this.#tasks.get(event.task)?.unassign(this.#now, event.reason);
        return nothing;
      case "AttemptStarted":
        this.#tasks.get(event.task)?.start(this.#now);
        return nothing;
      case "AttemptCancelRequested":
        this.#tasks.get(event.task)?.note("cancel.requested", this.#now, { [troupe.reason]: event.reason });
        return nothing;
      case "AttemptFailed":
        return this.#failAttempt(event);
      case "TaskRetryScheduled":
        return this.#tasks.get(event.task)?.retry() ?? nothing;
      case "TaskSucceeded":
        if (!this.#tasks.get(event.task)?.hasOpenAttempt) this.#untracedAttempts += 1;
        return this.#endTask(event.task, { exitClass: "success", failure: null, phases: event.phases ?? null });
      // Nothing ran: what it would have taken is in the trace of the run that did it.
      case "TaskReused":
        return nothing;
      case "TaskMarked":
        return this.#endTask(event.task, { exitClass: "success", failure: null, phases: null });
      case "TaskFailed":
        return this.#endTask(event.task, { exitClass: event.failure.exitClass, failure: event.failure, phases: null });
      case "TaskCancelled":
        return this.#endTask(event.task, { exitClass: "cancelled", failure: null, phases: null });
      case "MapExpanded":
        return this.#note("map.expanded", { ...place(event), [troupe.count]: event.count });
      case "BranchDecided":
        return this.#note("branch.decided", { ...place(event), [troupe.arm]: event.arm ?? "" });
      case "GroupEntered":
        return nothing;
      case "LoopContinued":
        return this.#note("loop.continued", { ...place(event), [troupe.round]: event.round });
      case "LoopEnded":
        return this.#note("loop.ended", { ...place(event), [troupe.count]: event.rounds });
      case "NodeStopped":
        return this.#note("node.stopped", { ...place(event), ...errorAttributes(event.failure) });
      case "RunFinalizing":
        return this.#note("run.finalizing", { [troupe.outcome]: event.outcome });
      case "DecisionFailed":
        return this.#note("decision.failed", { ...place(event), ...errorAttributes(event.failure) });
      case "NodeSkipped": {
        const result = { [cicd.taskRunResult]: "skip", [troupe.reason]: event.because };
        return this.#note("task.skipped", { ...place(event), ...result });
      }
      case "RunReleased":
        return this.#note("run.released", { [troupe.cause]: event.by });
      case "RunCancelRequested":
        return this.#note("cancel.requested", { [troupe.reason]: event.reason, [troupe.cause]: event.cause });
      case "RunPrioritized":
        return this.#note("run.prioritized", { [troupe.priority]: event.priority });
      case "MetricRuleFired":
        this.#tasks.get(event.task)?.note("metric-rule.fired", this.#now, { [troupe.reason]: event.firing.message });
        return nothing;
      case "AttemptGranted":
      case "CheckpointSaved":
        return nothing;
      default:
        // A newer coordinator may have written events that this one does not know: they are no reason to lose the rest.
        event satisfies never;
        return nothing;
    }
  }

  #queue(run: RunHead, name: string, attempt: number): readonly TraceSpan[] {
    if (attempt === 1) this.#taskCount += 1;
    let task = this.#tasks.get(name);
    if (task === undefined && this.#isTooLarge()) return nothing;
    task ??= new TaskTrace(run, name, this.#now);
    this.#tasks.set(name, task);
    task.queue(attempt, this.#now);
    return nothing;
  }

  /** Told again where more is known: the attempt is under way then. */
  #wait(run: RunHead, { task, attempt }: Extract<RunEvent, { readonly type: "TaskWaiting" }>): readonly TraceSpan[] {
    if (this.#tasks.get(task)?.hasOpenAttempt) return nothing;
    this.#queue(run, task, attempt);
    this.#assign(task, nobody, []);
    this.#tasks.get(task)?.start(this.#now);
    return nothing;
  }

  /** Here it is settled whether the attempt is traced: with the assignment its trace context leaves for the agent. */
  #assign(name: string, agent: string, devices: readonly string[]): readonly TraceSpan[] {
    const task = this.#tasks.get(name);
    if (task === undefined) return nothing;
    if (this.#isTooLarge()) {
      task.leaveOut();
      if (!task.isParent) this.#tasks.delete(name);
      return nothing;
    }
    this.#hasTracedAttempt = true;
    task.assign(agent, devices, this.#now);
    return nothing;
  }

  #failAttempt(event: Extract<RunEvent, { readonly type: "AttemptFailed" }>): readonly TraceSpan[] {
    const task = this.#tasks.get(event.task);
    if (!task?.hasOpenAttempt) this.#untracedAttempts += 1;
    const { failure, phases = null } = event;
    return task?.endAttempt({ at: this.#now, exitClass: failure.exitClass, failure, phases }) ?? nothing;
  }

  #endTask(name: string, end: Omit<AttemptEnd, "at">): readonly TraceSpan[] {
    const task = this.#tasks.get(name);
    this.#tasks.delete(name);
    if (task !== undefined) return this.#finish(task, end);
    // It never came to an attempt: its input could not be made, or the run ended before its turn.
    const how = { [cicd.taskName]: nodeOf(name), [troupe.task]: name, [troupe.exitClass]: end.exitClass };
    return this.#note("task.ended", { ...how, ...errorAttributes(end.failure) });
  }

  #finish(task: TaskTrace, end: Omit<AttemptEnd, "at">): readonly TraceSpan[] {
    // Queued while the run was small, and never assigned: if nothing else is traced, there is no root to hang it under.
    if (this.#isTooLarge() && !task.isAssigned) task.leaveOut();
    return task.end({ ...end, at: this.#now });
  }

  #note(name: string, attributes: SpanAttributes): readonly TraceSpan[] {
    this.#events.add(name, this.#now, attributes);
    return nothing;
  }

  #end(event: RunEnd): readonly TraceSpan[] {
    const run = this.#head;
    this.#outcome = this.#outcomeOf(run);
    if (run === null || this.#outcome === "unsampled" || this.#outcome === "too-large") return nothing;
    // A run ends after its tasks; should one be open all the same, its spans must not be missing below the root.
    const open = [...this.#tasks.values()].flatMap((task) =>
      this.#finish(task, { exitClass: "cancelled", failure: null, phases: null }),
    );
    this.#tasks.clear();
    const totals = { endedAt: this.#now, tasks: this.#taskCount, untracedAttempts: this.#untracedAttempts };
    return [...open, rootSpan(run, event, { ...totals, events: this.#events })];
  }

  #outcomeOf(run: RunHead | null): TraceOutcome {
    if (!run?.isSampled) return "unsampled";
    if (!this.#isTooLarge()) return "traced";
    return this.#hasTracedAttempt ? "truncated" : "too-large";
  }

  #isTooLarge(): boolean {
    return this.#taskCount > this.#policy.maxTasks;
  }
}

function place({ node, path }: { readonly node: string; readonly path: TaskPath }): SpanAttributes {
  return { [cicd.taskName]: node, [troupe.task]: taskName(node, path) };
}
