/** What a pipeline does over days and months, in moments. */
import { command, cron, pipeline, task, z } from "@troupe/sdk";
import { expect, test } from "vitest";
import { AttemptFailure } from "../run/attempt-failure.ts";
import { fake } from "../run/fake.ts";
import { agentLost, chaos, coordinatorLost } from "./faults.ts";
import { simulate } from "./simulate.ts";

const load = command("load", { input: { until: z.string() }, output: z.int(), run: ({ until }) => ["load", until] });
const add = task(
  "add",
  { input: { more: z.int(), sum: z.int() }, output: z.int(), retries: { max: 1, backoff: "5m" } },
  ({ more, sum }) => more + sum,
);

const daily = pipeline("daily", { schedule: "@daily" }, ({ interval }) => {
  const more = load({ until: interval.end });
  return { sum: add({ more, sum: 0 }), until: interval.end };
});

const one = fake(load, () => 1);
const took = (hours: number) =>
  fake(load, async (_, { takes }) => {
    await takes(`${hours}h`);
    return 1;
  });

test("a year of a daily schedule is 365 runs, each about its day, in a moment", async () => {
  const begun = process.threadCpuUsage();
  const { runs, coordinators } = await simulate(daily, { for: "365d", steps: [one] });
  expect(runs).toHaveLength(365);
  expect(runs.every(({ status }) => status === "succeeded")).toBe(true);
  expect(runs[41]).toMatchObject({
    cause: { kind: "schedule" },
    interval: { start: new Date("2026-02-11"), end: new Date("2026-02-12") },
    createdAt: new Date("2026-02-12"),
    outputs: { until: "2026-02-12T00:00:00.000Z" },
  });
  expect(coordinators).toBe(1);
  // A second or so of this thread's own time, however busy the machine is.
  expect(process.threadCpuUsage(begun).user / 1000).toBeLessThan(5000);
});

test("a machine that dies costs an attempt, and a coordinator costs nothing", async () => {
  const { runs, faults, coordinators } = await simulate(daily, {
    for: "4d",
    steps: [took(2)],
    agents: [{ id: "left" }, { id: "right" }],
    faults: [
      agentLost("left", { at: "25h", for: "3h" }),
      agentLost("right", { at: "25h", for: "1h" }),
      coordinatorLost({ at: "49h", for: "10m" }),
    ],
  });
  expect(runs.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded", "running"]);
  expect(runs[0]?.task("load").attempts.map(({ exitClass }) => exitClass)).toEqual(["lost", "success"]);
  expect(runs[1]?.task("load").attempts).toHaveLength(1);
  expect(coordinators).toBe(2);
  expect(faults.map(({ what }) => what)).toEqual(["left", "right", "coordinator"]);
});

test("the same seed tells the same story, and another one another", async () => {
  const story = async (seed: number) => {
    const told = await simulate(daily, {
      for: "10d",
      seed,
      steps: [took(5)],
      agents: [{}, {}],
      faults: [chaos({ every: "6h", upTo: "2h" })],
    });
    expect(told.runs.slice(0, -1).every(({ status }) => status === "succeeded")).toBe(true);
    return JSON.stringify([told.faults, told.runs.map(({ events }) => events)]);
  };
  expect(await story(1)).toBe(await story(1));
  expect(await story(2)).not.toBe(await story(1));
});

test("a step may fail on some days, and a run by hand come between", async () => {
  const { runs } = await simulate(daily, {
    for: "5d",
    steps: [
      one,
      fake(add, ({ more }, { attempt }) => {
        if (attempt.attempt === 1) throw new AttemptFailure("failure");
        return more;
      }),
    ],
    starts: [{ at: "36h" }],
  });
  expect(runs.map(({ cause }) => cause.kind)).toEqual([
    "schedule",
    "manual",
    "schedule",
    "schedule",
    "schedule",
    "schedule",
  ]);
  // The last one has only begun.
  expect(runs.slice(0, -1).every(({ tookMs }) => tookMs >= 240_000)).toBe(true);
});

test("an hour that the clock skips, or has twice, has one run", async () => {
  const berlin = pipeline("berlin", { schedule: cron("30 2 * * *", { timezone: "Europe/Berlin" }) }, () => {
    load({ until: "" });
  });
  const around = async (day: string) => {
    const { runs } = await simulate(berlin, { from: new Date(`${day}T12:00:00Z`), for: "2d", steps: [one] });
    return runs.map(({ createdAt }) => createdAt.toISOString());
  };
  expect(await around("2026-03-28")).toEqual(["2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"]);
  expect(await around("2026-10-24")).toEqual(["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
});

test("what cannot be is refused", async () => {
  await expect(simulate(daily, { for: "2d" })).rejects.toThrow(/load is a command/);
  const faults = [agentLost("nobody", { at: "1h", for: "1h" })];
  await expect(simulate(daily, { for: "2d", steps: [one], faults })).rejects.toThrow(/there is no agent "nobody"/);
});
