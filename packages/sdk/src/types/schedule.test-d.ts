/** Schedules: who has an interval, and that the params of their runs are what the pipeline asks for. */
import { cron, every, pipeline, type Ref, task, z } from "@troupe/sdk";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(is: Equal<A, B>): void;

const load = task("load", { input: { from: z.string(), to: z.string() } }, () => {});
const trees = { trees: z.array(z.int()) };
const optional = { trees: z.array(z.int()).default([10]), region: z.string().optional() };

pipeline("by-name", { schedule: "@daily" }, ({ interval }) => {
  same<typeof interval.start, Ref<string>>(true);
  load({ from: interval.start, to: interval.end });
});
pipeline("by-cron", { schedule: cron("0 3 * * *", { timezone: "Europe/Berlin" }) }, ({ interval }) => {
  load({ from: interval.start, to: interval.end });
});
pipeline("by-distance", { schedule: every("15m", { catchup: "latest" }) }, ({ interval }) => {
  load({ from: interval.start, to: interval.end });
});
pipeline("with-defaults", { params: optional, schedule: "30 2 * * MON-FRI" }, ({ params, interval }) => {
  same<typeof params.trees, Ref<number[]>>(true);
  load({ from: interval.start, to: interval.end });
});
pipeline(
  "with-params",
  { params: trees, schedule: cron("@daily", { params: { trees: [10, 50] } }) },
  ({ interval }) => {
    load({ from: interval.start, to: interval.end });
  },
);
pipeline(
  "literal-params",
  { params: { region: z.enum(["eu", "us"]) }, schedule: every("1h", { params: { region: "eu" } }) },
  () => {},
);
pipeline("some-params", { params: optional, schedule: every("1h", { params: { region: "eu" } }) }, () => {});

// @ts-expect-error a pipeline without a schedule has no interval
pipeline("no-schedule", {}, ({ interval }) => {
  load({ from: interval.start, to: interval.end });
});
// @ts-expect-error nor has one without options
pipeline("no-options", ({ interval }) => {
  load({ from: interval.start, to: interval.end });
});
// @ts-expect-error nobody would give its runs their trees
pipeline("required", { params: trees, schedule: "@daily" }, () => {});
// @ts-expect-error nobody would give its runs their trees
pipeline("required-cron", { params: trees, schedule: cron("@daily") }, () => {});
// @ts-expect-error trees are numbers
pipeline("wrong", { params: trees, schedule: cron("@daily", { params: { trees: ["ten"] } }) }, () => {});
// @ts-expect-error no param has this name
pipeline("unknown", { params: optional, schedule: cron("@daily", { params: { tress: [10] } }) }, () => {});
// @ts-expect-error four fields are no cron expression
pipeline("four-fields", { schedule: "0 3 * *" }, () => {});
// @ts-expect-error there is no such shorthand
cron("@sometimes");
// @ts-expect-error a duration has a unit
every(15);
// @ts-expect-error what is made up for is none, latest or all
every("15m", { catchup: true });
