/** What can be said of a pipeline without a coordinator, and what cannot. */
import {
  type JsonObject,
  type PipelineSpec,
  type Problem,
  type StepDeclaration,
  Timetable,
  TroupeError,
  validateJson,
  withDefaults,
} from "@troupe/core";

export interface OfflinePlan {
  readonly name: string;
  readonly steps: number;
  /** Of its schedule; null if it has none. */
  readonly nextTicks: readonly Date[] | null;
  /** What only a coordinator knows: a sentence each. */
  readonly unchecked: readonly string[];
}

const shownTicks = 5;

/** Expects a spec that is sound by itself. Throws TroupeError(reject, "INVALID_PARAMS"). */
export function planOffline(spec: PipelineSpec, params: JsonObject | undefined, now: number): OfflinePlan {
  if (params !== undefined) checkParams(spec, params);
  const ticks = spec.schedule && new Timetable(spec.schedule).nextTicks(now, shownTicks);
  return {
    name: spec.name,
    steps: spec.nodes.filter(({ kind }) => kind === "step").length,
    nextTicks: ticks?.map((tick) => new Date(tick)) ?? null,
    unchecked: uncheckedOf(spec),
  };
}

function checkParams(spec: PipelineSpec, params: JsonObject): void {
  const problems: readonly Problem[] = validateJson(spec.params, withDefaults(spec.params, params), "params");
  if (problems.length === 0) return;
  const what = problems.map(({ field, message, fix }) => `${field} ${message}; ${fix}`).join(". ");
  throw new TroupeError(`The params do not fit pipeline "${spec.name}": ${what}.`, {
    code: "INVALID_PARAMS",
    reaction: "reject",
    problems,
  });
}

function uncheckedOf(spec: PipelineSpec): readonly string[] {
  const { steps, schedule, uses = {}, datasets = {}, notify = [], webhook } = spec;
  const declared = Object.values(steps);
  const read = Object.entries(datasets).flatMap(([name, use]) => (use.read === undefined ? [] : [name]));
  return [
    "what is different from the version that is applied",
    ...said("whether an agent could ever run", namesOf(steps, isRun)),
    ...said("whether there is the pool", distinct(declared.map(({ limits }) => limits.pool?.name))),
    ...(schedule === undefined ? [] : ["how many runs would be made to catch up"]),
    ...said(
      "what a run would take from the cache of",
      namesOf(steps, ({ cache }) => cache !== undefined),
    ),
    ...said(
      "whether it is applied, and hands out what is read:",
      Object.keys(uses).filter((name) => name !== ""),
    ),
    ...said("whether it is applied, and takes these params:", distinct(declared.map(({ runs }) => triggered(runs)))),
    ...said("whether a revision is there, and fits, of dataset", read),
    ...said("whether agents know the database", distinct(declared.map(({ runs }) => database(runs)))),
    ...said("whether the coordinators know the connection", distinct(notify.map(({ to }) => to.connection))),
    ...said("whether the coordinators have the secret", webhook === undefined ? [] : [webhook.secret]),
  ];
}

function said(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(", ")}`];
}

function namesOf(steps: PipelineSpec["steps"], isMeant: (step: StepDeclaration) => boolean): readonly string[] {
  return Object.entries(steps).flatMap(([name, step]) => (isMeant(step) ? [name] : []));
}

/** By an agent. */
function isRun({ runs }: StepDeclaration): boolean {
  return runs.kind !== "wait" && runs.kind !== "approval" && runs.kind !== "trigger";
}

function triggered(runs: StepDeclaration["runs"]): string | undefined {
  return runs.kind === "trigger" ? runs.pipeline : undefined;
}

function database(runs: StepDeclaration["runs"]): string | undefined {
  return runs.kind === "poll" && runs.for.kind === "sql" ? runs.for.connection : undefined;
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}
