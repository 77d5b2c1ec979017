/** What an agent is told about an attempt. */
import {
  type AttemptRecord,
  type Digest,
  inputsOf,
  isoInterval,
  limitsOf,
  type RunInterval,
  type RunState,
  requestOf,
  type StepDeclaration,
  type StepNode,
  stepOf,
} from "@troupe/core";
import type { AttemptSpec } from "../attempt-spec.ts";
import type { TraceContext } from "../options.ts";

export function attemptSpec(
  state: RunState,
  task: string,
  codeDigest: Digest | null,
  tracing: TraceContext | undefined,
): AttemptSpec {
  const { node, declaration } = stepOf(state, task);
  const record = state.tasks.get(task);
  const attempt = record?.attempts.at(-1);
  const checkpoint = attempt?.from;
  const limits = limitsOf(state, task);
  const { runId, traceparent, pipeline, interval } = state.header;
  return {
    pipeline,
    step: node.step,
    // Nothing of it is code.
    codeDigest: declaration.runs.kind === "poll" ? null : codeDigest,
    declaration: watched(node, declaration),
    inputs: inputsOf(state, task),
    timeoutMs: limits.timeoutMs === undefined ? null : timeLeft(limits.timeoutMs, declaration, record?.attempts ?? []),
    graceMs: limits.graceMs,
    resources: requestOf(state, task),
    devices: attempt?.devices ?? [],
    traceparent: tracing?.attemptTraceparent(runId, traceparent, task, attempt?.number ?? 1, state.tasks.size) ?? null,
    environment: interval === null ? {} : intervalEnvironment(interval),
    ...(checkpoint && { checkpoint }),
  };
}

/** Of a wait, whose deadline counts from its first attempt: it may go from agent to agent. */
function timeLeft(timeoutMs: number, { runs }: StepDeclaration, attempts: readonly AttemptRecord[]): number {
  const [first] = attempts;
  const last = attempts.at(-1);
  if (runs.kind !== "poll" || first === undefined || last === undefined) return timeoutMs;
  return Math.max(1, timeoutMs - (last.assignedAt - first.queuedAt));
}

function intervalEnvironment(interval: RunInterval): Record<string, string> {
  const { start, end } = isoInterval(interval);
  return { TROUPE_INTERVAL_START: start, TROUPE_INTERVAL_END: end };
}

/** By call, and made once: whoever writes offers knows a declaration that it has written before. */
const watchedCalls = new WeakMap<StepNode, StepDeclaration>();

/** With the rules by which its agent watches an attempt, where the call sets its own. */
function watched(node: StepNode, declaration: StepDeclaration): StepDeclaration {
  const { watchdog, rules } = node.limits ?? {};
  if (watchdog === undefined && rules === undefined) return declaration;
  const known = watchedCalls.get(node);
  if (known !== undefined) return known;
  const limits = { ...declaration.limits, ...(watchdog && { watchdog }), ...(rules && { rules }) };
  const made = { ...declaration, limits };
  watchedCalls.set(node, made);
  return made;
}
