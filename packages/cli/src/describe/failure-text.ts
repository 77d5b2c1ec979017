/** What a pipeline says about failures: how often, for how long, and who is told. */
import { defaultLimits, type Limits, type Node, type PipelineSpec } from "@troupe/core";
import { count } from "../render/amount.ts";
import { duration } from "../render/duration.ts";

/** Whether any step says something that is not usual. */
export function saysWhatFails(spec: PipelineSpec): boolean {
  return spec.nodes.some((node) => failureText(spec, node) !== "");
}

/** Empty if the step leaves all of it as it is by default. */
export function failureText(spec: PipelineSpec, node: Node): string {
  if (node.kind !== "step") return "";
  const declared = spec.steps[node.step]?.limits;
  return declared === undefined ? "" : parts({ ...declared, ...node.limits }).join(", ");
}

function parts({ retries, timeoutMs, withinMs, watchdog, rules = [] }: Limits): readonly string[] {
  const { failure } = retries.budgets;
  return [
    ...(failure === defaultLimits.retries.budgets.failure ? [] : [failure === 1 ? "1 retry" : `${failure} retries`]),
    ...(retries.memoryOnOom === undefined ? [] : [`memory × ${retries.memoryOnOom.factor} after oom`]),
    ...(timeoutMs === undefined ? [] : [`timeout ${duration(timeoutMs)}`]),
    ...(withinMs === undefined ? [] : [`within ${duration(withinMs)}`]),
    ...(watchdog === undefined ? [] : [`${watchdog.action} after ${duration(watchdog.stallMs)} of no progress`]),
    ...(rules.length === 0 ? [] : [count(rules.length, "rule")]),
  ];
}

/** A row for each who is told. */
export function notifyRows({ notify = [] }: PipelineSpec): readonly (readonly [string, string])[] {
  return notify.map(({ to, on }) => {
    const whom = to.to === undefined ? "" : ` to ${to.to.join(", ")}`;
    return ["tells", `${to.kind} ${to.connection}${whom}: ${on.join(", ")}`] as const;
  });
}
