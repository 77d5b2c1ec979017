/** Waits, approvals and triggers: what they yield, and what cannot be wired. */
import {
  type Answer,
  approval,
  branch,
  dataset,
  equals,
  firstOf,
  type Handle,
  pipeline,
  type Ref,
  task,
  text,
  trigger,
  type Waited,
  waitFor,
  z,
} from "@troupe/sdk";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(is: Equal<A, B>): void;

const Model = z.object({ accuracy: z.number() });
const train = task("train", { output: Model }, () => ({ accuracy: 1 }));
const needsText = task("needs-text", { input: { value: z.string() } }, () => {});
const needsTextOrNot = task("needs-text-or-not", { input: { value: z.string().optional() } }, () => {});
const needsNumber = task("needs-number", { input: { value: z.number() } }, () => {});

const child = pipeline("child", { params: { trees: z.int(), region: z.string().default("eu") } }, () => ({
  model: train(),
}));
const silent = pipeline("silent", () => {
  train();
});

pipeline("waits", { params: { embargo: z.string(), count: z.int() } }, ({ params, run }) => {
  const cool = waitFor("cool", { for: "10m", after: [train()] });
  same<typeof cool.outcome, Ref<"ready">>(true);
  const embargo = waitFor("embargo", { until: params.embargo, deadline: "7d", onTimeout: "go-on" });
  same<typeof embargo.outcome, Ref<"ready" | "timed-out">>(true);
  waitFor("created", { until: run.createdAt });
  waitFor("morning", { until: { time: "06:00", zone: "Europe/Berlin" } });
  branch("over", { yes: [equals(embargo.outcome, "timed-out"), () => needsText({ value: embargo.at })] });
  // @ts-expect-error a wait that fails at its deadline has no other outcome
  equals(cool.outcome, "timed-out");
  // @ts-expect-error a duration has a unit
  waitFor("bare", { for: "10" });
  // @ts-expect-error an instant is a text
  waitFor("number", { until: params.count });
  // @ts-expect-error a time of day needs a zone
  waitFor("zoneless", { until: { time: "06:00" } });
  // @ts-expect-error the outcome is no number
  needsNumber({ value: cool.outcome });
});

pipeline("polls", { params: { url: z.string(), rows: z.int() } }, ({ params }) => {
  const http = waitFor("http", {
    http: { url: params.url, status: [200, 204], json: { at: "state", equals: "done" } },
  });
  same<typeof http.status, Ref<number>>(true);
  const job = waitFor("job", {
    http: { url: params.url, json: { at: "state", equals: "done" }, body: z.object({ rows: z.int() }) },
  });
  same<typeof job.body.rows, Ref<number>>(true);
  const slow = waitFor("slow", {
    http: { url: params.url, body: z.object({ rows: z.int() }) },
    deadline: "1h",
    onTimeout: "go-on",
  });
  // @ts-expect-error it may not be there in time
  needsNumber({ value: slow.body.rows });
  const counted = waitFor("counted", {
    sql: { connection: "dw", query: "select count(*) as sales from sales", row: z.object({ sales: z.int() }) },
  });
  same<typeof counted.row.sales, Ref<number>>(true);
  // @ts-expect-error without a schema nothing is known of the row
  waitFor("unknown", { sql: { connection: "dw", query: "select 1" } }).row;
  // @ts-expect-error what JSON cannot hold is no part of an answer
  waitFor("dated", { http: { url: params.url, body: z.object({ at: z.date() }) } });
  const late = waitFor("late", { http: { url: params.url }, every: "10s", deadline: "1h", onTimeout: "go-on" });
  same<typeof late.status, Ref<number | undefined>>(true);
  const file = waitFor("file", { file: text`/data/${params.rows}/*.csv`, labels: { disk: "nfs" } });
  same<typeof file.paths, Ref<readonly string[]>>(true);
  const sql = waitFor("sql", { sql: { connection: "warehouse", query: "select 1" } });
  same<typeof sql.outcome, Ref<"ready">>(true);
  // @ts-expect-error an address is a text
  waitFor("address", { http: { url: params.rows } });
  // @ts-expect-error a row has a connection
  waitFor("row", { sql: { query: "select 1" } });
  // @ts-expect-error a wait for a time is not looked at
  waitFor("time", { for: "1h", every: "10s" });
});

const features = dataset("churn/features", z.object({ rows: z.int() }));
pipeline("datasets", { params: { seen: z.int() } }, ({ params }) => {
  const fresh = waitFor("fresh", { dataset: features, newerThan: params.seen });
  same<typeof fresh.value.rows, Ref<number>>(true);
  same<typeof fresh.revision, Ref<number>>(true);
  const late = waitFor("late", { dataset: features, deadline: "1d", onTimeout: "go-on" });
  same<typeof late.revision, Ref<number | undefined>>(true);
  // @ts-expect-error a field that the dataset has not
  needsNumber({ value: fresh.value.columns });
  // @ts-expect-error a dataset is declared
  waitFor("name", { dataset: "churn/features" });
});

pipeline("approvals", ({ run }) => {
  const model = train({}, { id: "train-approved" });
  const release = approval("release", { ask: text`Release ${model.accuracy}?`, show: { model }, approvers: ["anna"] });
  same<typeof release.decision, Ref<"approved">>(true);
  needsText({ value: release.reason }, { after: [release] });
  const review = approval("review", { ask: "Good?", onReject: "go-on", timeout: "2d", default: "reject" });
  same<typeof review.decision, Ref<"approved" | "rejected">>(true);
  // @ts-expect-error what was rejected has failed
  equals(release.decision, "rejected");
  // @ts-expect-error a default is for when the time is over
  approval("timeless", { ask: "Good?", default: "approve" });
  // @ts-expect-error there are two decisions
  approval("maybe", { ask: "Good?", timeout: "1h", default: "maybe" });
  // @ts-expect-error a question is a text
  approval("number", { ask: model.accuracy });
  // @ts-expect-error nobody could answer
  approval("nobody", { ask: run.id, approvers: [] });
  // @ts-expect-error somebody may not have answered
  needsText({ value: review.by }, { id: "by" });
});

pipeline("triggers", ({ run }) => {
  const { model } = trigger(child, { trees: 3 });
  const accuracy: Handle<number> = model.accuracy;
  needsNumber({ value: accuracy });
  const started = trigger(child, { trees: 3, region: text`${run.id}` }, { wait: false, id: "later", key: run.id });
  same<typeof started.runId, Ref<string>>(true);
  needsText({ value: started.runId });
  const named = trigger("other", { any: 1 }, { outputs: z.object({ rows: z.int() }) });
  same<typeof named.rows, Ref<number>>(true);
  trigger(silent, {}, { within: "1d", key: "today" });
  // @ts-expect-error a param is missing
  trigger(child, {});
  // @ts-expect-error a param has another type
  trigger(child, { trees: "3" });
  // @ts-expect-error the run is only started: nobody waits for its outputs
  needsNumber({ value: trigger(child, { trees: 3 }, { wait: false, id: "only" }).model.accuracy }, { id: "n2" });
  // @ts-expect-error an output that the pipeline does not hand out
  needsNumber({ value: trigger(child, { trees: 3 }, { id: "rows" }).rows }, { id: "n3" });
});

// What was not needed, or has failed and may, is not there for whoever reads it.
pipeline("rules", ({ run }) => {
  const model = train({}, { id: "train-ruled" });
  const failed = { after: [model], when: "any-failed" } as const;

  const help = approval("help", { ask: "It failed: go on?", ...failed });
  same<typeof help, Ref<Answer | undefined>>(true);
  same<typeof help.decision, Ref<"approved" | undefined>>(true);
  // @ts-expect-error nobody was asked if nothing has failed
  needsText({ value: help.reason }, { id: "help-reason" });
  needsTextOrNot({ value: help.reason });
  const tolerated = approval("tolerated", { ask: run.id, mayFail: true });
  same<typeof tolerated, Ref<Answer | undefined>>(true);
  const asked = approval("asked", { ask: run.id, after: [model], when: "all-done" });
  same<typeof asked, Ref<Answer>>(true);
  // @ts-expect-error no such rule
  approval("sometimes", { ask: run.id, after: [model], when: "sometimes" });

  const pause = waitFor("pause", { for: "10m", ...failed });
  same<typeof pause, Ref<Waited | undefined>>(true);
  // @ts-expect-error it was not waited for if nothing has failed
  needsText({ value: pause.at }, { id: "paused-at" });
  const always = waitFor("always", { for: "10m", after: [model], when: "always" });
  same<typeof always, Ref<Waited>>(true);
  const file = waitFor("file", { file: "/data/*.csv", mayFail: true });
  same<typeof file.paths, Ref<readonly string[] | undefined>>(true);
  const row = waitFor("row", { sql: { connection: "dw", query: "…", row: z.object({ n: z.int() }) }, mayFail: true });
  // @ts-expect-error there may be no row
  needsNumber({ value: row.row.n }, { id: "row-n" });
  const surely = waitFor("surely", { sql: { connection: "dw", query: "…", row: z.object({ n: z.int() }) } });
  needsNumber({ value: firstOf(row.row.n, surely.row.n) }, { id: "row-or-row" });
  const fresh = waitFor("fresh", { dataset: features, ...failed });
  same<typeof fresh.revision, Ref<number | undefined>>(true);

  const rescue = trigger(child, { trees: 1 }, { id: "rescue", ...failed });
  // @ts-expect-error nothing was triggered if nothing has failed
  needsNumber({ value: rescue.model.accuracy }, { id: "rescued" });
  needsNumber({ value: firstOf(rescue.model.accuracy, model.accuracy) }, { id: "either" });
  const attempted = trigger(child, { trees: 2 }, { id: "attempted", mayFail: true });
  // @ts-expect-error it may have failed
  needsNumber({ value: attempted.model.accuracy }, { id: "attempted-accuracy" });
  const told = trigger("pager", { run: run.id }, { wait: false, ...failed });
  same<typeof told.runId, Ref<string | undefined>>(true);
  const counted = trigger("count", {}, { outputs: z.object({ rows: z.int() }), mayFail: true });
  same<typeof counted.rows, Ref<number | undefined>>(true);
  const done = trigger(child, { trees: 3 }, { id: "done", after: [model], when: "all-done" });
  const sure: Handle<number> = done.model.accuracy;
  needsNumber({ value: sure }, { id: "done-accuracy" });
});
