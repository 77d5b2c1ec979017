/** Can what a spec says about failures ever take effect? Asked of each step, and of each call that sets some of it anew. */
import type { Problem } from "../error.ts";
import type { Limits, PipelineSpec, StepDeclaration } from "./pipeline-spec.ts";

export function checkFailure(spec: PipelineSpec): readonly Problem[] {
  const declared = Object.entries(spec.steps).flatMap(([name, step]) =>
    checkLimits(step.limits, step, `steps["${name}"].limits`),
  );
  const called = spec.nodes.flatMap((node) => {
    const step = node.kind === "step" ? spec.steps[node.step] : undefined;
    if (node.kind !== "step" || node.limits === undefined || step === undefined) return [];
    return checkLimits({ ...step.limits, ...node.limits }, step, `nodes["${node.id}"].limits`);
  });
  return [...declared, ...called];
}

function checkLimits(limits: Limits, step: StepDeclaration, at: string): readonly Problem[] {
  return [...checkWatchdog(limits, at), ...checkMemory(limits, at), ...checkMetrics(limits, step, at)];
}

function checkWatchdog({ watchdog, retries }: Limits, at: string): readonly Problem[] {
  if (watchdog?.action !== "restart" || retries.budgets.timeout > 0) return [];
  const message = "is to restart what stalls, and no attempt is left for that";
  const fix = "allow some: retries: { max: 2 }, or retries: { max: 0, on: { timeout: 2 } }";
  return [{ field: `${at}.watchdog`, message, fix }];
}

function checkMemory({ retries, resources }: Limits, at: string): readonly Problem[] {
  const field = `${at}.retries.memoryOnOom`;
  const { memoryOnOom, budgets } = retries;
  if (memoryOnOom === undefined) return [];
  if (resources.memoryBytes === 0)
    return [{ field, message: "has nothing to grow from", fix: 'ask for memory: resources: { memory: "2GiB" }' }];
  if (budgets.oom === 0)
    return [{ field, message: "is for another attempt, and none is left", fix: "allow some: retries: { max: 2 }" }];
  if ((memoryOnOom.maxBytes ?? resources.memoryBytes) >= resources.memoryBytes) return [];
  return [{ field, message: "ends below what the step asks for", fix: "make maxMemory larger, or leave it out" }];
}

function checkMetrics({ rules = [] }: Limits, { metrics }: StepDeclaration, at: string): readonly Problem[] {
  if (metrics === undefined) return [];
  return rules.flatMap(({ metric }, index) => {
    if (metrics.includes(metric)) return [];
    const message = `the step reports no metric "${metric}"`;
    return [{ field: `${at}.rules[${index}].metric`, message, fix: `it reports ${metrics.join(", ") || "none"}` }];
  });
}
