/** troupe plan: what applying a file would change. */
import type { Plan } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type OutputFormat, printData } from "../output-format.ts";
import { count } from "../render/amount.ts";
import { minute } from "../render/schedule-columns.ts";
import type { Style } from "../render/style.ts";
import { shortDigest } from "../render/text.ts";
import { readParams } from "../run-params.ts";
import { bundleFile, onlyPipeline, parseEntry } from "./bundle-file.ts";

/** A coordinator counts no further: a schedule that would make more is refused. */
const mostCounted = 10_000;

export interface PlanOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
  readonly param?: readonly string[];
  readonly params?: string;
}

export async function plan(context: Context, file: string, options: PlanOptions): Promise<void> {
  const { terminal } = context;
  const bundle = await bundleFile(context, parseEntry(file) ?? { file, pipeline: null });
  const given = { pairs: options.param ?? [], file: options.params };
  const hasParams = given.pairs.length > 0 || given.file !== undefined;
  const params = hasParams ? await readParams(given, onlyPipeline(bundle, file).spec.params) : undefined;
  const plans = await withClient(options, (client) => client.plan(bundle, params));
  if (options.output === "json" || options.output === "yaml") return printData(terminal, options.output, plans);
  for (const one of plans) terminal.out(options.output === "name" ? one.name : planText(one, terminal.dataStyle));
}

export function planText(plan: Plan, style: Style): string {
  const { name, version, currentVersion, changes, warnings, steps } = plan;
  const isNew = currentVersion === null;
  const isSame = currentVersion === version;
  const what = isNew ? style.good("new") : isSame ? style.dim("unchanged") : style.warn("changed");
  const versions = isNew || isSame ? shortDigest(version) : `${shortDigest(currentVersion)} → ${shortDigest(version)}`;
  return [
    `${style.bold(name)}  ${what}  ${style.dim(`${count(steps, "step")}, version ${versions}`)}`,
    ...changes.map((change) => `  ${style.warn("~")} ${change}`),
    ...warnings.map((warning) => `  ${style.warn("!")} ${warning}`),
    ...scheduleLines(plan, style),
  ].join("\n");
}

function scheduleLines({ schedule }: Plan, style: Style): readonly string[] {
  if (schedule === null) return [];
  const ticks = schedule.nextTicks.map(minute).join(", ");
  const { catchup } = schedule;
  const runs = catchup > mostCounted ? `more than ${mostCounted} runs` : count(catchup, "run");
  return [
    `  ${style.dim("next ticks")} ${ticks === "" ? "none: the schedule is over" : ticks}`,
    `  ${catchup > 0 ? style.warn("!") : style.dim("·")} would create ${runs} to catch up`,
  ];
}
