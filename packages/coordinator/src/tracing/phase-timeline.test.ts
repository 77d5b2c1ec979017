import { expect, test } from "vitest";
import { type AttemptInstants, phaseTimeline } from "./phase-timeline.ts";

const attempt: AttemptInstants = {
  queuedAt: 1000,
  assignedAt: 1010,
  startedAt: 1032,
  phases: { offeredAt: 1012, inputsAt: 1015, runningAt: 1030, outputsAt: 1090, endedAt: 1095 },
  endedAt: 1100,
};

function lines(instants: Partial<AttemptInstants>): readonly string[] {
  return phaseTimeline({ ...attempt, ...instants }).intervals.map(
    ({ phase, startedAt, endedAt }) => `${phase} ${startedAt}-${endedAt}`,
  );
}

test("each phase begins where the one before ends", () => {
  expect(lines({})).toEqual([
    "queued 1000-1010",
    "assigned 1010-1015",
    "inputs 1015-1030",
    "running 1030-1090",
    "outputs 1090-1095",
  ]);
});

test("an attempt that was cancelled in the queue was only there", () => {
  expect(lines({ assignedAt: null, startedAt: null, phases: null })).toEqual(["queued 1000-1100"]);
});

test("an attempt that never was heard of again is assigned until it is given up", () => {
  expect(lines({ startedAt: null, phases: null })).toEqual(["queued 1000-1010", "assigned 1010-1100"]);
});

test("without the agent's instants, what the coordinator heard counts", () => {
  expect(lines({ phases: null })).toEqual(["queued 1000-1010", "assigned 1010-1032", "running 1032-1100"]);
});

test("a failure while inputs are fetched has no later phases", () => {
  expect(lines({ startedAt: null, phases: { offeredAt: 1012, inputsAt: 1015, endedAt: 1060 } })).toEqual([
    "queued 1000-1010",
    "assigned 1010-1015",
    "inputs 1015-1060",
  ]);
});

test.each([
  { ahead: 60_000, shift: -59_995 },
  { ahead: -60_000, shift: 59_998 },
  { ahead: 3, shift: 0 },
])("an agent whose clock is off by $ahead ms is set right by as little as makes it fit", ({ ahead, shift }) => {
  const phases = Object.fromEntries(Object.entries(attempt.phases ?? {}).map(([name, at]) => [name, at + ahead]));
  const timeline = phaseTimeline({ ...attempt, phases });
  expect(timeline.clockShiftMs).toBe(shift);
  const running = timeline.intervals.find(({ phase }) => phase === "running");
  expect((running?.endedAt ?? 0) - (running?.startedAt ?? 0)).toBe(60);
});

test("an agent that claims more time than there was is cut off", () => {
  const timeline = phaseTimeline({ ...attempt, phases: { inputsAt: 500, runningAt: 600, endedAt: 9000 } });
  expect(timeline.intervals.at(0)?.startedAt).toBe(1000);
  expect(timeline.intervals.at(-1)?.endedAt).toBe(1100);
});
