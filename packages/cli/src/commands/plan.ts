/** troupe plan: what applying a file would change. */
import type { Plan } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";
import { count } from "../render/amount.ts";
import { minute } from "../render/schedule-columns.ts";
import type { Style } from "../render/style.ts";
import { shortDigest } from "../render/text.ts";
import { readParams } from "../run-params.ts";
import { bundleFile, onlyPipeline, parseEntry } from "./bundle-file.ts";

/** A coordinator counts no further: a schedule that would make more is refused. */
const mostCounted = 10_000;

/** Of a map of thousands nobody reads all. */
const mostCached = 20;

export interface PlanOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly strict?: boolean;
}

export async function plan(context: Context, file: string, options: PlanOptions): Promise<ExitCode> {
  const { terminal } = context;
  const bundle = await bundleFile(context, parseEntry(file) ?? { file, pipeline: null });
  const given = { pairs: options.param ?? [], file: options.params };
  const hasParams = given.pairs.length > 0 || given.file !== undefined;
  const params = hasParams ? await readParams(given, onlyPipeline(bundle, file).spec.params) : undefined;
  const plans = await withClient(options, (client) => client.plan(bundle, params));
  if (options.output === "json" || options.output === "yaml") printData(terminal, options.output, plans);
  else for (const one of plans) terminal.out(options.output === "name" ? one.name : planText(one, terminal.dataStyle));
  const doubtful = options.strict ? plans.filter(isDoubtful).map(({ name }) => name) : [];
  if (doubtful.length === 0) return exitCodes.ok;
  terminal.say(`${doubtful.join(", ")}: there are warnings, and --strict lets none pass`);
  return exitCodes.invalid;
}

/** Nothing that forbids it, but somebody should look. */
function isDoubtful({ warnings, schedule }: Plan): boolean {
  return warnings.length > 0 || (schedule !== null && schedule.catchup > 0);
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
    ...plan.cached
      .slice(0, mostCached)
      .map(({ task, runId }) => `  ${style.dim("·")} ${task} would take its result from run ${runId}`),
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
