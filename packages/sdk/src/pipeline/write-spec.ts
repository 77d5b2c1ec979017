/** The spec of what has been read. */
import { type Expression, invariant, misfit, type PipelineSpec, validateSpec } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { express } from "../ref/express.ts";
import { inputSchema } from "../schema/json-schema.ts";
import type { Shape } from "../schema/shape.ts";
import { maxParallelOf, priorityOf } from "../step/placement.ts";
import { toMs } from "../step/units.ts";
import { type Builder, settle } from "./builder.ts";
import { outputsSchema } from "./outputs-schema.ts";
import type { PipelineOptions } from "./pipeline.ts";
import { itself } from "./previous.ts";
import { retentionRule } from "./retention.ts";
import { scheduleSpec } from "./schedule.ts";
import { startingSpec } from "./starting.ts";

/** @throws TroupeError `INVALID_SPEC` for what a submit would refuse: also what only those see who have no compiler. */
export function writeSpec(builder: Builder, options: PipelineOptions<Shape>, result: unknown): PipelineSpec {
  const { pipeline: name, nodes, steps, uses } = builder;
  const { params = {}, timeout, notify = [], description, schedule } = options;
  const { priority, weight, maxParallel, retention } = options;
  const outputs = outputsOf(builder, result);
  const spec = settle<PipelineSpec>(builder, {
    format: 1,
    name,
    ...(description !== undefined && { description }),
    params: inputSchema(params, `${name}.params`),
    steps: Object.fromEntries([...steps].map(([step, { declaration }]) => [step, declaration])),
    nodes,
    ...(outputs && { outputs }),
    ...(uses.size > 0 && { uses: Object.fromEntries(uses) }),
    ...(timeout !== undefined && { timeoutMs: toMs(timeout, `${name}.timeout`) }),
    ...(priority !== undefined && { priority: priorityOf(priority, `${name}.priority`) }),
    ...(weight !== undefined && { weight }),
    ...(maxParallel !== undefined && { maxParallel: maxParallelOf(maxParallel) }),
    ...startingSpec(builder, options),
    ...(schedule !== undefined && { schedule: scheduleSpec(schedule) }),
    ...(notify.length > 0 && { notify }),
    ...(retention !== undefined && { retention: retentionRule(retention, `${name}.retention`) }),
  });
  checkSpec(spec);
  checkPrevious(spec);
  return spec;
}

function outputsOf(builder: Builder, result: unknown): Expression | undefined {
  const outputs = express(result ?? undefined, { who: `what ${builder.pipeline} returns`, builder });
  return outputs !== undefined && isNothing(outputs, builder) ? undefined : outputs;
}

/** A body that is one call, as in `() => notify(…)`, returns what that yields, which may be nothing. */
function isNothing(outputs: Expression, { nodes, steps }: Builder): boolean {
  if (outputs.kind !== "step" || outputs.path.length > 0) return false;
  const node = nodes.find(({ id }) => id === outputs.step);
  return node?.kind === "step" && steps.get(node.step)?.declaration.output === undefined;
}

function checkSpec(spec: PipelineSpec): void {
  const checked = validateSpec(spec);
  if (checked.ok) return;
  const [first, ...more] = checked.problems;
  invariant(first, "an unsound spec has a problem");
  throw invalidSpec(first, ...more);
}

/** What a run asks of the one before it, that one has to hand out: else every run but the first would fail. */
function checkPrevious(spec: PipelineSpec): void {
  const asked = spec.uses?.[itself];
  const why = asked === undefined ? undefined : misfit(outputsSchema(spec), asked);
  if (why === undefined) return;
  throw invalidSpec({
    field: "previous(…)",
    message: `asks for what this pipeline does not return: ${why}`,
    fix: "return it from the body, or ask for what is returned",
  });
}
