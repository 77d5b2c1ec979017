import type { EventFeed, FeedEntry } from "@troupe/engine";
import { MemoryEventFeed, VirtualClock } from "@troupe/engine/adapters";
import { SyntheticRun, syntheticFailure, traceProblems } from "@troupe/testing/traces";
import { beforeEach, describe, expect, test } from "vitest";
import { RunTracer, type RunTracerOptions } from "./run-tracer.ts";
import { defaultSampling } from "./sampling.ts";
import type { TraceSpan } from "./trace-span.ts";

let clock: VirtualClock;
let feed: EventFeed;
let spans: TraceSpan[];
let reads: number;

beforeEach(() => {
  clock = new VirtualClock();
  feed = new MemoryEventFeed();
  spans = [];
  reads = 0;
});

/** The tracer of a coordinator. Those of one test follow each other: they share the feed and where spans go. */
function startTracer(options: Partial<RunTracerOptions> = {}): RunTracer {
  const readRun: EventFeed["readRun"] = (...query) => {
    reads += 1;
    return feed.readRun(...query);
  };
  return new RunTracer({
    history: { readRun },
    clock,
    sampling: defaultSampling,
    write: (span) => spans.push(span),
    ...options,
  });
}

async function commit(tracer: RunTracer, entry: FeedEntry): Promise<void> {
  tracer.committed(entry);
  await feed.append([entry]);
  await clock.advance(0);
}

function names(): readonly string[] {
  return spans.map(({ name }) => name);
}

function problems(): readonly string[] {
  const tree = spans.map(({ parent, startedAt: startMs, endedAt: endMs, ...span }) => {
    return { ...span, startMs, endMs, parentSpanId: parent?.spanId ?? null };
  });
  return [...Map.groupBy(tree, ({ traceId }) => traceId).values()].flatMap((trace) => traceProblems(trace));
}

const durations = { queued: 0, assigned: 0, inputs: 0, running: 100, outputs: 0, reported: 0 };

test("spans are written batch by batch, and a run is forgotten at its end", async () => {
  const tracer = startTracer();
  const run = new SyntheticRun().attempt("extract", { durations });
  await commit(tracer, run.commit());
  expect(names()).toEqual(["extract", "running"]);
  await commit(tracer, run.attempt("train", { durations }).succeed().commit());
  expect(names()).toEqual(["extract", "running", "train", "running", "RUN churn"]);
  expect(problems()).toEqual([]);
  expect(tracer.counts()).toMatchObject({ traced: 1, abandoned: 0 });
  expect(reads).toBe(0);
});

test("events that are told again are ignored", async () => {
  const tracer = startTracer();
  const run = new SyntheticRun().attempt("extract", { durations });
  const entry = run.commit();
  await commit(tracer, entry);
  tracer.committed(entry);
  run.attempt("train", { durations });
  tracer.committed({ ...entry, events: run.events });
  expect(names()).toEqual(["extract", "running", "train", "running"]);
});

describe("a coordinator that takes over", () => {
  test("goes on with the trace of its predecessor", async () => {
    const run = new SyntheticRun().attempt("extract", { durations, failure: syntheticFailure() });
    run.retry("extract", 2, 60_000).attempt("extract", { number: 2, durations });
    const before = run.commit();
    await commit(startTracer(), before);
    const written = spans.length;
    run.add({ type: "TaskQueued", task: "train", attempt: 1 }).wait(60_000);
    await feed.append([run.commit()]);
    run
      .add({ type: "TaskAssigned", task: "train", attempt: 1, agent: "agent-1", devices: [], granted: false })
      .wait(100);
    run.add({ type: "TaskSucceeded", task: "train", attempt: 1, agent: "agent-1", output: null }).succeed();
    const successor = startTracer();
    await commit(successor, run.commit());
    expect(problems()).toEqual([]);
    expect(names().slice(written)).toContain("RUN churn");
    expect(successor.counts()).toMatchObject({ traced: 1 });
  });

  test("writes again what its predecessor may not have sent, and only that", async () => {
    const run = new SyntheticRun().attempt("early", { durations }).wait(60_000).attempt("late", { durations });
    await commit(startTracer(), run.commit());
    expect(names()).toEqual(["early", "running", "late", "running"]);
    spans.length = 0;
    await commit(startTracer(), run.attempt("next", { durations }).commit());
    expect(names()).toEqual(["late", "running", "next", "running"]);
  });

  test("reads histories of many batches, and what was committed meanwhile", async () => {
    const run = new SyntheticRun();
    const predecessor = startTracer();
    for (let index = 0; index < 500; index += 1)
      await commit(predecessor, run.attempt(`train[${index}]`, { durations }).commit());
    spans.length = 0;
    const successor = startTracer();
    const first = run.attempt("between", { durations }).commit();
    const second = run.attempt("last", { durations }).succeed().commit();
    successor.committed(first);
    successor.committed(second);
    await feed.append([first, second]);
    await clock.advance(10_000);
    expect(names()).toEqual(expect.arrayContaining(["between", "last", "RUN churn"]));
    expect(names().filter((name) => name === "between" || name === "RUN churn")).toHaveLength(2);
  });

  test("waits for a feed that is behind the commits", async () => {
    const run = new SyntheticRun().attempt("extract", { durations });
    const earlier = run.commit();
    const tracer = startTracer();
    const later = run.succeed().commit();
    tracer.committed(later);
    await clock.advance(1000);
    expect(names()).toEqual([]);
    await feed.append([earlier, later]);
    await clock.advance(1000);
    expect(names()).toEqual(["extract", "running", "RUN churn"]);
  });

  test("gives a run up whose history cannot be read, and counts it", async () => {
    const abandoned: string[] = [];
    const tracer = startTracer({
      history: { readRun: () => Promise.reject(new Error("the feed is gone")) },
      onAbandoned: (runId) => abandoned.push(runId),
    });
    const run = new SyntheticRun().attempt("extract", { durations });
    run.commit();
    tracer.committed(run.succeed().commit());
    await clock.advance(10_000);
    expect(abandoned).toEqual([run.runId]);
    expect(tracer.counts()).toMatchObject({ traced: 0, abandoned: 1 });
    expect(clock.nextTimerAt()).toBeUndefined();
  });
});

test("a coordinator that leads again reads what happened while another one led", async () => {
  const [first, other] = [startTracer(), startTracer()];
  const run = new SyntheticRun().attempt("one", { durations });
  await commit(first, run.commit());
  await commit(other, run.attempt("two", { durations }).commit());
  spans.length = 0;
  await commit(first, run.attempt("three", { durations }).succeed().commit());
  expect(names()).toEqual(["one", "running", "two", "running", "three", "running", "RUN churn"]);
});

test("the quietest run is forgotten for want of room, and read again when it goes on", async () => {
  const tracer = startTracer({ capacity: 3 });
  const runs = Array.from({ length: 4 }, (_, index) => new SyntheticRun({ runId: `run-${index}` }));
  for (const run of runs) await commit(tracer, run.attempt("extract", { durations }).commit());
  expect(reads).toBe(0);
  for (const run of runs.toReversed()) await commit(tracer, run.succeed().commit());
  expect(reads).toBe(1);
  expect(names().filter((name) => name === "RUN churn")).toHaveLength(4);
  expect(problems()).toEqual([]);
});

test("an observer never throws, whatever it is told", async () => {
  const tracer = startTracer({
    write: () => {
      throw new Error("a bug in whoever takes spans");
    },
  });
  const run = new SyntheticRun().attempt("extract", { durations });
  await commit(tracer, run.commit());
  tracer.committed({ ...run.commit(), events: [] });
  expect(tracer.counts().abandoned).toBe(1);
});

test("of an event that comes again after the run's end, the same spans are written", async () => {
  const tracer = startTracer();
  const run = new SyntheticRun().attempt("extract", { durations });
  const [first, last] = [run.commit(), run.succeed().commit()];
  await commit(tracer, first);
  await commit(tracer, last);
  const written = [...spans];
  spans.length = 0;
  await commit(tracer, last);
  expect(spans).toEqual(written);
});
