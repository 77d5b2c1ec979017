/** What people say to the approvals of a run in memory. */
import { isWaiting, type PipelineSpec, type RunEvent } from "@troupe/core";
import type { Engine } from "@troupe/engine";

/** What a test answers: at once when it is asked. */
export interface GivenAnswer {
  readonly decision: "approved" | "rejected";
  /** Default: "somebody". */
  readonly by?: string;
  readonly reason?: string;
}

/** By the approval's name, or that of one task of it: `release`, `review[0]`. */
export type GivenAnswers = Readonly<Record<string, GivenAnswer>>;

/** Throws if an answer is for nothing that is asked. */
export function checkAnswers(
  { name, spec }: { readonly name: string; readonly spec: PipelineSpec },
  given: GivenAnswers,
) {
  const asked = spec.nodes.flatMap((node) => {
    const runs = node.kind === "step" ? spec.steps[node.step]?.runs : undefined;
    return runs !== undefined && isWaiting(runs) && runs.kind === "approval" ? [node.id] : [];
  });
  const idle = Object.keys(given).find((task) => !asked.includes(nodeOf(task)));
  if (idle === undefined) return;
  throw new Error(
    `there is an answer for "${idle}", which is no approval of ${name}; it asks ${asked.join(", ") || "nothing"}`,
  );
}

/** Gives its answer to what an event asks, if there is one. */
export async function giveAnswer(engine: Engine, runId: string, event: RunEvent, given: GivenAnswers): Promise<void> {
  if (event.type !== "TaskWaiting" || event.on.kind !== "approval") return;
  const answer = given[event.task] ?? given[nodeOf(event.task)];
  if (answer === undefined) return;
  const { decision, by = "somebody", reason = "" } = answer;
  await engine.approvals.answer(runId, event.task, { decision, by, claimed: true, reason });
}

function nodeOf(task: string): string {
  return task.replace(/\[.*$/, "");
}
