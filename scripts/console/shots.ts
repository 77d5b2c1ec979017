/** Each picture of docs/console: where it is taken, what it shows, and what is done on the page before. */
import type { Page } from "playwright-core";
import type { ShownWorld } from "./shown-world.ts";

export interface Shot {
  /** Of the file. */
  readonly name: string;
  readonly title: string;
  /** What one sees, for docs/console/README.md. */
  readonly text: string;
  readonly path: (world: ShownWorld) => string;
  readonly before?: (page: Page, world: ShownWorld) => Promise<unknown>;
}

/** One of a cluster instead: while somebody leads it, or when another one has just taken over. */
export interface ClusterShot extends Omit<Shot, "path" | "before"> {
  readonly path: string;
  readonly when: "led" | "taken over";
}

const run = ({ id }: { readonly id: string }, search = ""): string => `/runs/${id}${search}`;

export const shots: readonly (Shot | ClusterShot)[] = [
  {
    name: "home",
    title: "Home",
    text: "Pipelines with their last 30 runs, next tick, success rate and median; above, what fails and what waits now. One request.",
    path: () => "/",
  },
  {
    name: "pipeline",
    title: "A pipeline",
    text: "Its definition as it is applied: steps, maps, gates and what they read, beside an outline.",
    path: () => "/pipelines/retraining",
  },
  {
    name: "launch",
    title: "Launch",
    text: "A form made from the params' schema. What is wrong is said by the coordinator itself; the same as CLI, TypeScript or gRPC is one click away.",
    path: () => "/pipelines/retraining/launch",
  },
  {
    name: "backfill",
    title: "Backfill",
    text: "Intervals of the past in a calendar, and what a backfill would run, before it does.",
    path: () => "/pipelines/daily-retraining/backfill",
  },
  {
    name: "grid",
    title: "Run grid",
    text: "Runs beside each other, tasks in the order of the definition; groups and maps are closed until one opens them.",
    path: () => "/pipelines/retraining/grid",
  },
  {
    name: "runs",
    title: "Runs",
    text: "All runs, as they change, by pipeline, state and cause.",
    path: () => "/runs",
  },
  {
    name: "run",
    title: "A live run",
    text: "Its graph with the critical path lit, progress and metrics on the tasks that run.",
    path: ({ live }) => run(live),
  },
  {
    name: "tasks",
    title: "Tasks of a run",
    text: "A live table; the panel of a task has its attempts, inputs, outputs, and why it waits.",
    path: ({ live }) => run(live, "?tab=table&task=best"),
  },
  {
    name: "timeline",
    title: "Timeline",
    text: "Queued, assigned, inputs, running, outputs, and retries, by task or by agent.",
    path: ({ succeeded }) => run(succeeded, "?tab=timeline"),
  },
  {
    name: "failure",
    title: "A failed run",
    text: "On top of it: which task, how it ended, its last lines, what happens next and what to do.",
    path: ({ failed }) => run(failed),
  },
  {
    name: "logs",
    title: "Logs",
    text: "Live, with colours, levels, search, first error, attempts, and a link to each line. 100 MB of them open at once.",
    path: ({ live }) => `${run(live)}/logs/${encodeURIComponent("fit[2]")}`,
  },
  {
    name: "metrics",
    title: "Metrics",
    text: "Curves of all tasks of a run, or of several runs and their params beside each other; smoothing and log scale.",
    path: ({ searches }) => `/compare?pipeline=search&runs=${searches.map(({ id }) => id).join(",")}`,
  },
  {
    name: "artifact",
    title: "An artifact",
    text: "What it holds, what made it, from which data, code and params, and what used it.",
    path: ({ artifact }) => `/artifacts/${artifact}`,
  },
  {
    name: "agents",
    title: "Agents",
    text: "Machines with their load, who runs what on them, and their heartbeats; drain is here.",
    path: () => "/agents",
  },
  {
    name: "agent",
    title: "An agent",
    text: "One machine: what is in use of it and what was given to steps, its GPUs and who has them, what it runs, how it is reached.",
    path: () => "/agents/trainer-2",
  },
  {
    name: "cluster",
    title: "Cluster",
    text: "Who leads, in which term, who follows, how store, NATS and archive do, and which agents have a session.",
    path: "/cluster",
    when: "led",
  },
  {
    name: "fail-over",
    title: "A fail-over",
    text: "The leader was killed. The page is a follower's: it says so, and goes on where it was.",
    path: "/cluster",
    when: "taken over",
  },
  {
    name: "approvals",
    title: "Approvals",
    text: "What runs ask people, with what they should know to answer.",
    path: () => "/approvals",
  },
  {
    name: "waits",
    title: "Waits",
    text: "Every task that waits, for what, since when and until when.",
    path: () => "/waits",
  },
  {
    name: "palette",
    title: "Find and do",
    text: "Ctrl-K finds pipelines, runs, tasks and agents, and does what can be done with them.",
    path: () => "/",
    before: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type("retr");
    },
  },
];
