/**
 * Which results of an ended run a rerun takes over, and why everything else is made again.
 *
 * A result is kept if its task succeeded, is not named, is defined as it was, and nothing that it was made of is made
 * again. What runs again spreads along the wiring of the version that will run: from a task to whatever reads or waits
 * for it, from a map or branch to all that is inside. Linear in tasks and wires.
 */
import { type Problem, TroupeError } from "../error.ts";
import type { Json } from "../json.ts";
import type { Instance } from "../run/instances.ts";
import type { Output } from "../run/run-event.ts";
import type { RunState } from "../run/run-state.ts";
import { validateJson } from "../schema/validate-json.ts";
import { ownersOf, type Plan, type PlanNode } from "../spec/compile.ts";
import { outputSchema } from "../spec/schema-of.ts";
import { taskName } from "../spec/task-name.ts";

export interface RerunRequest {
  /** What runs again although it may have succeeded: names of tasks, or of nodes for all of their tasks. */
  readonly from: readonly string[];
  /** Those, and what has no result; but not what needs them: it keeps what it made of their earlier results. */
  readonly only: boolean;
  /** Results given by a person, by task: they count as if the task had succeeded with them. */
  readonly marks: Readonly<Record<string, Json | null>>;
}

export interface Kept {
  readonly results: ReadonlyMap<string, Output | null>;
  /** The old run's tasks that run again, each with the reason: "it failed", "it needs clean, which runs again". */
  readonly again: ReadonlyMap<string, string>;
  /** Those of them that were named: nothing but another run of them will do. */
  readonly named: readonly string[];
}

/** @throws TroupeError `INVALID_ARGUMENT` for names that are not there and marks that do not fit. */
export function keep(old: RunState, plan: Plan, request: RerunRequest): Kept {
  checkRequest(old, plan, request);
  const again = spread(old, plan, request);
  const results = new Map<string, Output | null>();
  for (const [name, value] of Object.entries(request.marks)) results.set(name, value === null ? null : { value });
  for (const [name, { state }] of old.tasks)
    if (state.status === "succeeded" && !again.has(name) && !results.has(name) && isKept(old, plan, name))
      results.set(name, state.output);
  const tasks = new Map([...again].filter(([name]) => isTask(old, name) && !results.has(name)));
  const named = [...tasks].filter(([, why]) => why === wasNamed).map(([name]) => name);
  return { results, again: tasks, named };
}

const wasNamed = "it was named";

/** Everything that runs again, with its reason: tasks, and maps and branches that are decided anew. */
function spread(old: RunState, plan: Plan, request: RerunRequest): ReadonlyMap<string, string> {
  const again = new Map<string, string>();
  const wires = wiresOf(old, plan);
  const instances = [...plan.nodes.values()].flatMap((planned) => old.instances.of(planned.id));
  const named = instances.filter((instance) => isNamed(instance, request));
  const follow = (start: readonly (readonly [Instance, string])[], isFollowed: boolean): void => {
    const queue: string[] = [];
    for (const [{ name }, why] of start) {
      if (again.has(name)) continue;
      again.set(name, why);
      if (isFollowed) queue.push(name);
    }
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      for (const reader of wires.get(next) ?? []) {
        if (again.has(reader) || reader in request.marks) continue;
        again.set(reader, `it needs ${next.replace(/[*@].*$/, "")}, which runs again`);
        queue.push(reader);
      }
  };
  follow(
    instances.flatMap((instance) => {
      const why = instance.name in request.marks ? undefined : noResult(old, plan, instance);
      return why === undefined ? [] : [[instance, why] as const];
    }),
    true,
  );
  follow(
    named.map((instance) => [instance, wasNamed] as const),
    !request.only,
  );
  return again;
}

function isNamed({ name, node }: Instance, { from }: RerunRequest): boolean {
  return from.includes(name) || from.includes(node.id);
}

/** Why there is nothing to keep of it, however things are around it; undefined if there is. */
function noResult(old: RunState, plan: Plan, { name, node, settled }: Instance): string | undefined {
  const planned = plan.nodes.get(node.id);
  if (planned === undefined || isFinal(plan, planned) || settled === "unneeded") return undefined;
  if (definition(old.plan, node) !== definition(plan, planned)) return "its definition has changed";
  if (node.node.kind !== "step") {
    const control = old.controls.get(name);
    if (control === undefined) return "it was not decided";
    return control.kind === "failed" || control.kind === "skipped" ? `it was ${control.kind}` : undefined;
  }
  const state = old.tasks.get(name)?.state;
  if (state === undefined) return "it had not run";
  if (state.status !== "succeeded") return state.status === "failed" ? "it failed" : `it was ${state.status}`;
  return misfitOf(plan, planned, state.output);
}

function misfitOf(plan: Plan, planned: PlanNode, output: Output | null): string | undefined {
  const schema = schemaOf(plan, planned);
  if (schema === undefined || output === null) return undefined;
  const [problem] = validateJson(schema, output.value, "output");
  return problem === undefined ? undefined : `its ${problem.field} ${problem.message} by now`;
}

/** A check hands its subject on and has no output of its own. */
function schemaOf(plan: Plan, { node }: PlanNode) {
  const declaration = node.kind === "step" ? plan.spec.steps[node.step] : undefined;
  return declaration === undefined || declaration.role === "check" ? undefined : outputSchema(declaration);
}

/** What decides about a node's result, as text: how often and how long it is tried does not. */
function definition({ spec }: Plan, { node }: PlanNode): string {
  if (node.kind !== "step") return JSON.stringify(node);
  const { limits: _, ...placed } = node;
  const { limits: __, description: ___, ...declared } = spec.steps[node.step] ?? {};
  return JSON.stringify([placed, declared]);
}

/** From everything to what must run again with it. `each*` is the inside of the map or branch `each`. */
function wiresOf(old: RunState, plan: Plan): ReadonlyMap<string, readonly string[]> {
  const wires = new Map<string, string[]>();
  const wire = (from: string, to: string): void => {
    const known = wires.get(from);
    if (known === undefined) wires.set(from, [to]);
    else known.push(to);
  };
  for (const planned of plan.nodes.values())
    for (const { name, path } of old.instances.of(planned.id)) {
      if (planned.node.kind !== "step") wire(name, `${name}*`);
      const whole = planned.node.kind === "step" ? name : `${name}*`;
      for (const need of planned.needs) wire(seenAs(plan, need, path), name);
      const owner = ownersOf(planned.node).at(-1);
      if (owner === undefined) continue;
      const around = taskName(owner, path.slice(0, plan.nodes.get(owner)?.maps.length));
      wire(around, name);
      wire(whole, `${around}*`);
      if (plan.nodes.get(owner)?.node.kind === "loop") wireRound(wire, around, path.at(-1) ?? 0, name, whole);
    }
  return wires;
}

/** A round of a loop goes on from the one before it. `loop@2` is all that came of round 2. */
function wireRound(wire: (from: string, to: string) => void, loop: string, round: number, name: string, whole: string) {
  wire(whole, `${loop}@${round}`);
  wire(`${loop}@${round}`, `${loop}@${round + 1}`);
  if (round > 0) wire(`${loop}@${round - 1}`, name);
}

/** Whoever needs a map or branch needs all that is in it. */
function seenAs(plan: Plan, need: string, path: readonly number[]): string {
  const needed = plan.nodes.get(need);
  const name = taskName(need, path.slice(0, needed?.maps.length));
  return needed?.node.kind === "step" ? name : `${name}*`;
}

function isTask(old: RunState, name: string): boolean {
  return old.instances.get(name)?.node.node.kind === "step";
}

/** What a finalizer does it does at the end of every run. */
function isKept(old: RunState, plan: Plan, name: string): boolean {
  const planned = plan.nodes.get(old.instances.get(name)?.node.id ?? "");
  return planned !== undefined && !isFinal(plan, planned);
}

function isFinal(plan: Plan, { node }: PlanNode): boolean {
  return [node.id, ...ownersOf(node)].some((id) => plan.nodes.get(id)?.node.kind === "finalizer");
}

function checkRequest(old: RunState, plan: Plan, { from, marks }: RerunRequest): void {
  const problems: Problem[] = [];
  for (const [index, name] of from.entries())
    if (!plan.nodes.has(name) && old.instances.get(name) === undefined)
      problems.push({
        field: `from[${index}]`,
        message: `"${name}" is neither a step nor a task of this run`,
        fix: `its steps are ${plan.steps
          .slice(0, 20)
          .map((step) => step.id)
          .join(", ")}`,
      });
  for (const [name, value] of Object.entries(marks)) {
    const node = old.instances.get(name)?.node;
    const planned = node === undefined ? undefined : plan.nodes.get(node.id);
    const field = `marks["${name}"]`;
    if (planned?.node.kind !== "step") {
      problems.push({ field, message: "is no task of this run", fix: "name a task as `troupe get tasks` shows it" });
      continue;
    }
    const schema = schemaOf(plan, planned);
    if (schema === undefined && value !== null)
      problems.push({ field, message: "has a result, and the step yields none", fix: "mark it with null" });
    if (schema !== undefined) problems.push(...validateJson(schema, value, field));
  }
  if (problems.length === 0) return;
  const [first] = problems;
  throw new TroupeError(`${first?.field} ${first?.message}; ${first?.fix}`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
    problems,
  });
}
