/**
 * The phases of one attempt on one time line. The coordinator's clock says when it was queued, assigned and over; the
 * agent's clock says what happened in between, and may be off by more than a phase is long. Only what an attempt ran
 * through is there, each phase begins where the one before it ends, and all lie within the attempt.
 */
import type { Phases } from "@troupe/core";

export type PhaseName = "queued" | "assigned" | "inputs" | "running" | "outputs";

export interface AttemptInstants {
  readonly queuedAt: number;
  readonly assignedAt: number | null;
  /** When the coordinator heard that it runs. */
  readonly startedAt: number | null;
  /** By the agent's clock. */
  readonly phases: Phases | null;
  readonly endedAt: number;
}

export interface PhaseTimeline {
  readonly intervals: readonly PhaseInterval[];
  /** What was added to the agent's instants so that they fit. */
  readonly clockShiftMs: number;
}

export interface PhaseInterval {
  readonly phase: PhaseName;
  readonly startedAt: number;
  readonly endedAt: number;
}

export function phaseTimeline(attempt: AttemptInstants): PhaseTimeline {
  const { queuedAt, assignedAt, endedAt } = attempt;
  if (assignedAt === null) return { intervals: [{ phase: "queued", startedAt: queuedAt, endedAt }], clockShiftMs: 0 };
  const phases = attempt.phases ?? {};
  const clockShiftMs = clockShift(phases, assignedAt, endedAt);
  const shifted = (at: number | undefined): number | null => (at === undefined ? null : at + clockShiftMs);
  const marks: readonly (readonly [PhaseName | null, number | null])[] = [
    ["queued", queuedAt],
    ["assigned", assignedAt],
    ["inputs", shifted(phases.inputsAt)],
    ["running", shifted(phases.runningAt) ?? attempt.startedAt],
    ["outputs", shifted(phases.outputsAt)],
    // Between the agent's end and the commit of the result lies no phase.
    [null, shifted(phases.endedAt) ?? endedAt],
  ];
  return { intervals: intervalsOf(marks, endedAt), clockShiftMs };
}

function intervalsOf(
  marks: readonly (readonly [PhaseName | null, number | null])[],
  endedAt: number,
): readonly PhaseInterval[] {
  const intervals: PhaseInterval[] = [];
  let phase: PhaseName | null = null;
  let startedAt = 0;
  for (const [next, mark] of marks) {
    if (mark === null) continue;
    const at = Math.min(Math.max(mark, startedAt), endedAt);
    if (phase !== null) intervals.push({ phase, startedAt, endedAt: at });
    phase = next;
    startedAt = at;
  }
  return intervals;
}

/** The least that moves the agent's instants between assignment and end; 0 if they lie there already. */
function clockShift(phases: Phases, from: number, until: number): number {
  const instants = Object.values(phases).filter((at) => at !== undefined);
  if (instants.length === 0) return 0;
  const first = Math.min(...instants);
  const last = Math.max(...instants);
  if (first < from || last - first > until - from) return from - first;
  return last > until ? until - last : 0;
}
