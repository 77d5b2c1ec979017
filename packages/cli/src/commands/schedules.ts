/** troupe get schedules, describe schedule, pause, resume: when pipelines run by themselves. */
import { userInfo } from "node:os";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { scheduleText } from "../describe/schedule-text.ts";
import { printDetail, printList } from "../output-format.ts";
import { minute, scheduleColumns, scheduleState } from "../render/schedule-columns.ts";
import type { DescribeOptions } from "./describe.ts";
import type { GetOptions } from "./get.ts";

export async function getSchedules({ terminal, now }: Context, options: GetOptions): Promise<void> {
  const items = await withClient(options, (client) => client.schedules.list());
  const columns = scheduleColumns(now(), terminal.dataStyle);
  const none = 'no pipeline has a schedule; give one, as in: pipeline("nightly", { schedule: "@daily" }, …)';
  printList(terminal, options.output, { items, columns, name: ({ pipeline }) => pipeline, none });
}

export async function describeSchedule(
  { terminal, now }: Context,
  pipeline: string,
  options: DescribeOptions,
): Promise<void> {
  const schedule = await withClient(options, (client) => client.schedules.get(pipeline));
  const text = scheduleText(schedule, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: schedule, name: schedule.pipeline, text });
}

export interface TurnOptions extends ConnectionOptions {
  readonly reason?: string;
  readonly by?: string;
}

export async function turn(
  { terminal }: Context,
  pipeline: string,
  what: "pause" | "resume",
  { reason = "", by = userInfo().username, ...options }: TurnOptions,
): Promise<void> {
  const { style } = terminal;
  const schedule = await withClient(options, (client) => client.schedules[what](pipeline, { by, reason }));
  const [next] = schedule.nextTicks;
  const coming = next === undefined ? "no further tick" : `next tick ${minute(next)}`;
  const note =
    schedule.paused === null
      ? coming
      : `no tick gets a run until: troupe resume ${pipeline}; catchup ${schedule.catchup}`;
  terminal.say(`${style.bold(schedule.pipeline)}  ${scheduleState(schedule, style)}  ${style.dim(note)}`);
}
