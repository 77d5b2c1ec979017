/** The steps of several versions of a pipeline in one order: each behind what it needs, as its own version has it. */
import type { Plan, PlanNode, PlanScope, StepNode } from "@troupe/core";
import type { GridColumn } from "../engine.ts";

/** `plans`: the newest first. Its order counts; what only older ones have comes behind what it came behind there. */
export function gridColumns(plans: Iterable<Plan>): readonly GridColumn[] {
  const columns: GridColumn[] = [];
  const known = new Set<string>();
  for (const plan of plans) {
    let at = 0;
    for (const planned of stepsOf(plan)) {
      if (known.has(planned.id)) at = columns.findIndex(({ node }) => node === planned.id) + 1;
      else {
        known.add(planned.id);
        columns.splice(at, 0, columnOf(plan, planned));
        at += 1;
      }
    }
  }
  return columns;
}

function* stepsOf({ root, finalizers }: Plan): Generator<PlanNode<StepNode>> {
  for (const scope of [root, finalizers]) yield* stepsWithin(scope);
}

/** What stands inside of a node comes where that node does. */
function* stepsWithin({ nodes }: PlanScope): Generator<PlanNode<StepNode>> {
  for (const planned of nodes) {
    if (planned.node.kind === "step") yield planned as PlanNode<StepNode>;
    for (const scope of planned.scopes) yield* stepsWithin(scope);
  }
}

function columnOf(plan: Plan, { id, node }: PlanNode<StepNode>): GridColumn {
  const around = node.scope.map((scope) => {
    const [owner = "", arm] = scope.replace(/\[\]$/, "").split("/");
    const kind = plan.nodes.get(owner)?.node.kind ?? "group";
    return { node: owner, kind, arm: kind === "branch" || kind === "gate" ? (arm ?? null) : null };
  });
  return { node: id, step: node.step, around };
}
