/** troupe plan: what applying a file would change. */
import { type JsonObject, TroupeError } from "@troupe/core";
import type { Bundle } from "@troupe/sdk/bundle";
import type { Plan } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";
import type { OfflinePlan } from "../plan/offline-plan.ts";
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
  readonly offline?: boolean;
}

export async function plan(context: Context, file: string, options: PlanOptions): Promise<ExitCode> {
  const { terminal } = context;
  const bundle = await bundleFile(context, parseEntry(file) ?? { file, pipeline: null });
  const given = { pairs: options.param ?? [], file: options.params };
  const hasParams = given.pairs.length > 0 || given.file !== undefined;
  const params = hasParams ? await readParams(given, onlyPipeline(bundle, file).spec.params) : undefined;
  if (options.offline) return planWithout(context, bundle, params, options);
  const plans = await withClient(options, (client) => client.plan(bundle, params)).catch(sayHowWithout);
  if (options.output === "json" || options.output === "yaml") printData(terminal, options.output, plans);
  else for (const one of plans) terminal.out(options.output === "name" ? one.name : planText(one, terminal.dataStyle));
  const doubtful = options.strict ? plans.filter(isDoubtful).map(({ name }) => name) : [];
  if (doubtful.length === 0) return exitCodes.ok;
  terminal.say(`${doubtful.join(", ")}: there are warnings, and --strict lets none pass`);
  return exitCodes.invalid;
}

/** Checks what needs no coordinator, and says what else there is to check. */
async function planWithout(
  { terminal, now }: Context,
  { pipelines }: Bundle,
  params: JsonObject | undefined,
  { output }: PlanOptions,
): Promise<ExitCode> {
  const { planOffline } = await import("../plan/offline-plan.ts");
  const plans = pipelines.map(({ spec }) => planOffline(spec, params, now()));
  if (output === "json" || output === "yaml") printData(terminal, output, plans);
  else for (const one of plans) terminal.out(output === "name" ? one.name : offlineText(one, terminal.dataStyle));
  return exitCodes.ok;
}

function offlineText({ name, steps, nextTicks, unchecked }: OfflinePlan, style: Style): string {
  return [
    `${style.bold(name)}  ${style.good("sound")}  ${style.dim(`${count(steps, "step")}, checked without a coordinator`)}`,
    ...(nextTicks === null ? [] : [ticksLine(nextTicks, style)]),
    ...unchecked.map((what) => `  ${style.dim("?")} not checked: ${what}`),
  ].join("\n");
}

/** Somebody without a coordinator learns that there is a way without one; whoever named one is not to be misled. */
function sayHowWithout(error: unknown): never {
  if (!(error instanceof TroupeError) || error.code !== "COORDINATOR_UNREACHABLE") throw error;
  const { code, reaction, details, problems } = error;
  const message = `${error.message}; or check what needs no coordinator: troupe plan --offline`;
  throw new TroupeError(message, { code, reaction, details, problems, cause: error });
}

/** Nothing that forbids it, but somebody should look. */
function isDoubtful({ warnings, schedule }: Plan): boolean {
  return warnings.length > 0 || (schedule !== null && schedule.catchup > 0);
}

function planText(plan: Plan, style: Style): string {
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
  const { catchup } = schedule;
  const runs = catchup > mostCounted ? `more than ${mostCounted} runs` : count(catchup, "run");
  return [
    ticksLine(schedule.nextTicks, style),
    `  ${catchup > 0 ? style.warn("!") : style.dim("·")} would create ${runs} to catch up`,
  ];
}

function ticksLine(nextTicks: readonly Date[], style: Style): string {
  const ticks = nextTicks.map(minute).join(", ");
  return `  ${style.dim("next ticks")} ${ticks === "" ? "none: the schedule is over" : ticks}`;
}
