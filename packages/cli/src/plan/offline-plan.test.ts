import { command, dataset, latest, pipeline, read, slack, task, trigger, waitFor, z } from "@troupe/sdk";
import { expect, test } from "vitest";
import { planOffline } from "./offline-plan.ts";

const now = Date.UTC(2026, 10, 23);
const work = task("work", { input: { trees: z.int() }, output: z.int() }, ({ trees }) => trees);

test("says when a schedule would tick, and that only a coordinator knows what it is compared to", () => {
  const nightly = pipeline("nightly", { schedule: "@daily" }, () => void work({ trees: 1 }));
  expect(planOffline(nightly.spec, undefined, now)).toEqual({
    name: "nightly",
    steps: 1,
    nextTicks: [24, 25, 26, 27, 28].map((day) => new Date(Date.UTC(2026, 10, day))),
    unchecked: [
      "what is different from the version that is applied",
      "whether an agent could ever run work",
      "how many runs would be made to catch up",
    ],
  });
});

test("checks params as a coordinator would", () => {
  const { spec } = pipeline(
    "grown",
    { params: { trees: z.int().min(1), by: z.string().default("me") } },
    ({ params }) => void work({ trees: params.trees }),
  );
  expect(planOffline(spec, { trees: 3 }, now).nextTicks).toBeNull();
  expect(() => planOffline(spec, { trees: "many" }, now)).toThrow(
    expect.objectContaining({ code: "INVALID_PARAMS", problems: [expect.objectContaining({ field: "params.trees" })] }),
  );
  expect(() => planOffline(spec, {}, now)).toThrow("params.trees");
});

test("names everything outside of the file that a run would need", () => {
  const features = dataset("churn/features", z.object({ rows: z.int() }));
  const other = pipeline("other", () => ({ trees: work({ trees: 1 }) }));
  const grow = task("grow", { input: { trees: z.int().optional() }, output: z.int() }, ({ trees = 0 }) => trees);
  const load = command("load", { run: () => ["load"], output: z.int(), pool: "db", cache: true });
  const { spec } = pipeline("needy", { notify: [slack("ml-alerts")], webhook: { secret: "GITHUB" } }, () => {
    waitFor("rows", { sql: { connection: "warehouse", query: "select 1" } });
    trigger(other, {});
    load();
    work({ trees: read(features).rows });
    grow({ trees: latest(other).trees });
  });
  expect(planOffline(spec, undefined, now).unchecked.slice(1)).toEqual([
    "whether an agent could ever run rows, load, work, grow",
    "whether there is the pool db",
    "what a run would take from the cache of load",
    "whether it is applied, and hands out what is read: other",
    "whether it is applied, and takes these params: other",
    "whether a revision is there, and fits, of dataset churn/features",
    "whether agents know the database warehouse",
    "whether the coordinators know the connection ml-alerts",
    "whether the coordinators have the secret GITHUB",
  ]);
});
