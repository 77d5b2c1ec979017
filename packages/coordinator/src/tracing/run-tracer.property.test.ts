/**
 * Goal: whatever happens to a run and whenever its coordinator changes, its trace is one tree.
 * Method: random histories, committed in random batches, told to a tracer that is replaced at random. With each that is
 * replaced go the spans of the last ten seconds, which it had not sent.
 * Invariant: one root, no orphan, children within parents, no span twice and different; and the same spans as one
 * coordinator would have written that saw all of it.
 */
import type { FeedEntry } from "@troupe/engine";
import { MemoryEventFeed, VirtualClock } from "@troupe/engine/adapters";
import { SyntheticRun, syntheticFailure, traceProblems } from "@troupe/testing/traces";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RunTracer } from "./run-tracer.ts";
import { defaultSampling } from "./sampling.ts";
import type { TraceSpan } from "./trace-span.ts";

const maxTasks = 4;

const attempt = fc.record({
  queued: fc.nat(3),
  inputs: fc.nat(3),
  running: fc.nat(50),
  clockAheadMs: fc.integer({ min: -100, max: 100 }),
});

const task = fc.record({
  attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom("success", "failure", "cancelled" as const),
  /** Between its events, the clock of a new leader may be behind. */
  wait: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(60_000)),
  isCommitted: fc.boolean(),
});

type Task = typeof task extends fc.Arbitrary<infer T> ? T : never;

function history(tasks: readonly Task[]): readonly FeedEntry[] {
  const run = new SyntheticRun();
  const entries: FeedEntry[] = [];
  tasks.forEach(({ attempts, end, wait, isCommitted }, index) => {
    const name = `train[${index}]`;
    attempts.forEach(({ queued, inputs, running, clockAheadMs }, before) => {
      const isLast = before === attempts.length - 1;
      const number = before + 1;
      const durations = { queued, inputs, running };
      if (isLast && end === "success") run.attempt(name, { number, durations, clockAheadMs });
      else run.attempt(name, { number, durations, clockAheadMs, failure: syntheticFailure() });
      if (!isLast) run.retry(name, number + 1, queued);
    });
    if (end === "failure") run.add({ type: "TaskFailed", task: name, failure: syntheticFailure() });
    if (end === "cancelled") run.add({ type: "TaskCancelled", task: name, reason: "" });
    run.wait(wait);
    if (isCommitted) entries.push(run.commit());
  });
  return [...entries, run.succeed().commit()];
}

async function trace(entries: readonly FeedEntry[], replacedBefore: readonly number[]): Promise<readonly TraceSpan[]> {
  const feed = new MemoryEventFeed();
  const clock = new VirtualClock();
  let spans: TraceSpan[] = [];
  let now = 0;
  const start = (): RunTracer =>
    new RunTracer({
      history: feed,
      clock,
      sampling: { ...defaultSampling, maxTasks },
      write: (span) => spans.push(span),
    });
  let tracer = start();
  for (const [index, entry] of entries.entries()) {
    if (replacedBefore.includes(index)) {
      spans = spans.filter(({ endedAt }) => endedAt < now - 10_000);
      tracer = start();
    }
    now = Math.max(now, ...entry.events.map(({ at }) => at));
    tracer.committed(entry);
    await feed.append([entry]);
    await clock.advance(0);
  }
  return spans;
}

function problems(spans: readonly TraceSpan[]): readonly string[] {
  return traceProblems(
    spans.map(({ parent, startedAt: startMs, endedAt: endMs, ...span }) => {
      return { ...span, startMs, endMs, parentSpanId: parent?.spanId ?? null };
    }),
  );
}

test("a trace is one tree, whoever wrote it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(6), { maxLength: 3 }),
      async (tasks, replacedBefore) => {
        const entries = history(tasks);
        const [alone, together] = [await trace(entries, []), await trace(entries, replacedBefore)];
        expect(problems(together)).toEqual([]);
        expect(new Set(together.map(({ spanId }) => spanId))).toEqual(new Set(alone.map(({ spanId }) => spanId)));
      },
    ),
    { numRuns: 200 },
  );
});
