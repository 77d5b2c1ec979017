/** troupe backfill, get backfills, describe backfill, and cancel and rerun of one: runs for intervals of the past. */
import { userInfo } from "node:os";
import { readInstant, TroupeError } from "@troupe/core";
import type { BackfillRecord, Client } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { backfillText, intervalTable } from "../describe/schedule-text.ts";
import { type OutputFormat, printData, printDetail, printList } from "../output-format.ts";
import { count } from "../render/amount.ts";
import { backfillColumns, backfillState, totalOf } from "../render/schedule-columns.ts";
import { readParams } from "../run-params.ts";
import type { DescribeOptions } from "./describe.ts";
import type { GetOptions } from "./get.ts";

export interface BackfillCommandOptions extends ConnectionOptions {
  readonly output?: Exclude<OutputFormat, "wide">;
  readonly from: string;
  readonly to: string;
  readonly parallel?: number;
  readonly order?: "oldest" | "newest";
  readonly missing?: boolean;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly dryRun?: boolean;
  readonly by?: string;
  readonly requestId?: string;
}

export async function backfill(context: Context, pipeline: string, options: BackfillCommandOptions): Promise<void> {
  const { terminal } = context;
  await withClient(options, async (client) => {
    const request = await requestOf(client, pipeline, options);
    const preview = await client.backfills.preview(pipeline, request);
    if (options.dryRun && (options.output === "json" || options.output === "yaml"))
      return printData(terminal, options.output, preview);
    const { total, succeededBefore } = preview;
    const before =
      succeededBefore === 0 ? "none has" : `${succeededBefore} of them ${succeededBefore === 1 ? "has" : "have"}`;
    const what = `${count(total, "interval")}; ${before} a run that succeeded`;
    if (options.dryRun) {
      terminal.out(intervalTable(preview.intervals, terminal.dataStyle));
      return terminal.say(terminal.style.dim(`would run ${what}`));
    }
    const made = await client.backfills.create(pipeline, request);
    if (options.output !== undefined)
      return printDetail(terminal, options.output, { item: made, name: made.id, text: "" });
    terminal.say(backfillLine(made, terminal.style));
    terminal.say(terminal.style.dim(`${what}. See how far it is: troupe describe backfill ${made.id}`));
  });
}

export interface GetBackfillsOptions extends GetOptions {
  readonly pipeline?: string;
  readonly limit: number;
}

export async function getBackfills({ terminal }: Context, options: GetBackfillsOptions): Promise<void> {
  const { pipeline, limit } = options;
  const filter = { limit, ...(pipeline === undefined ? {} : { pipeline }) };
  const items = await withClient(options, (client) => client.backfills.list(filter));
  const columns = backfillColumns(terminal.dataStyle);
  const none = "no backfill; make one with: troupe backfill PIPELINE --from 2026-01-01 --to 2026-02-01";
  printList(terminal, options.output, { items, columns, name: ({ id }) => id, none });
}

export async function describeBackfill(
  { terminal, now }: Context,
  id: string,
  options: DescribeOptions,
): Promise<void> {
  const { record, intervals } = await withClient(options, async (client) => {
    const [record, intervals] = await Promise.all([client.backfills.get(id), client.backfills.intervals(id)]);
    return { record, intervals };
  });
  const text = backfillText(record, intervals, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: { ...record, intervalList: intervals }, name: id, text });
}

/** Ids of runs are 26 letters and digits: what begins like this is a backfill's. */
export function isBackfill(id: string): boolean {
  return id.startsWith("bf-");
}

export async function cancelBackfill(
  { terminal }: Context,
  client: Client,
  id: string,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<void> {
  terminal.say(backfillLine(await client.backfills.cancel(id, reason, { by }), terminal.style));
}

export async function rerunBackfill({ terminal }: Context, client: Client, id: string): Promise<void> {
  const again = await client.backfills.rerun(id);
  terminal.say(backfillLine(again, terminal.style));
  terminal.say(terminal.style.dim(`${count(again.intervals.pending, "interval")} to run`));
}

function backfillLine(backfill: BackfillRecord, style: Context["terminal"]["style"]): string {
  const done = style.dim(`${backfill.intervals.succeeded}/${totalOf(backfill.intervals)} succeeded`);
  return `${style.bold(backfill.pipeline)} ${backfill.id}  ${backfillState(backfill, style)}  ${done}`;
}

/** Dates are days of the schedule's zone, as its ticks are. */
async function requestOf(client: Client, pipeline: string, options: BackfillCommandOptions) {
  const [{ timing }, { spec }] = await Promise.all([client.schedules.get(pipeline), client.pipeline(pipeline)]);
  const zone = timing.kind === "cron" ? timing.timezone : "UTC";
  const { parallel, order, missing, param = [], params: file, by = userInfo().username, requestId } = options;
  const hasParams = param.length > 0 || file !== undefined;
  const given = hasParams ? await readParams({ pairs: param, file }, spec?.params ?? null) : {};
  return {
    from: readDate("--from", options.from, zone),
    to: readDate("--to", options.to, zone),
    by,
    // What the schedule gives its runs stays, but for what is given here.
    ...(hasParams ? { params: { ...spec?.schedule?.params, ...given } } : {}),
    ...(parallel === undefined ? {} : { parallel }),
    ...(order === undefined ? {} : { order }),
    ...(missing === undefined ? {} : { missingOnly: missing }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export function readDate(option: string, text: string, zone: string): Date {
  const at = readInstant(text, zone);
  if (at !== undefined) return new Date(at);
  const message = `${option} ${text} is no instant; write a date, 2026-01-31, or a date and a time, 2026-01-31T03:00`;
  throw new TroupeError(message, { code: "USAGE", reaction: "reject" });
}
