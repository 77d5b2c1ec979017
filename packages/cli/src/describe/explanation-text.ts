/** Why a task waits: one sentence first, then everything that stands in its way, and what would change it. */
import type { AgentNeed, Explanation, FullLimit, QueuePlace, TaskOfRun } from "@troupe/sdk/client";
import { age } from "../render/duration.ts";
import { signAndWord, taskLooks } from "../render/states.ts";
import { pairs, table } from "../render/table.ts";
import { quoted } from "../run-view/failure-card.ts";
import type { TextOptions } from "./run-text.ts";

/** Agents that are shown; `-o json` has them all. */
const agentsShown = 20;

export function explanationText(explanation: Explanation, { now, style }: TextOptions): string {
  const { runId, task, state, summary, waitsFor, unblocks, queue } = explanation;
  const sentence = `${task === null ? "" : `${style.bold(task)} `}${summary}`;
  const facts = pairs(
    [
      ["run", runId],
      task === null ? null : ["task", task],
      task === null ? null : ["state", signAndWord(taskLooks[state], style)],
      waitsFor.length === 0 ? null : ["waits for", waitsFor.join(", ")],
      ...(queue === null ? [] : placeLines(queue, now)),
      ...(queue?.limits ?? []).map((limit) => [limitName(limit), limitText(runId, limit)] as const),
      queue?.keptAgent ? (["kept for it", `room on ${queue.keptAgent}`] as const) : null,
      unblocks.length === 0 ? null : ["goes on if", unblocks.join("\n")],
    ],
    style.dim,
  );
  const agents = queue === null || queue.agents.length === 0 ? "" : `\n\n${agentTable(runId, queue.agents, style.dim)}`;
  return `${sentence}\n\n${facts}${agents}`;
}

function placeLines({ place, waiting, priority, since }: QueuePlace, now: number) {
  return [
    ["place", `${place} of ${waiting} in the queue, since ${age(since, now)}`] as const,
    ...(priority === 0 ? [] : [["priority", `${priority} minutes of head start`] as const]),
  ];
}

function limitName({ kind }: FullLimit): string {
  return kind === "run" || kind === "pipeline" ? `parallel tasks` : kind;
}

function limitText(runId: string, { name, amount, limit, used, holders, moreHolders, keptFor }: FullLimit): string {
  const has = limit === null ? "there is none" : `${used} of ${limit} held, ${amount} asked for`;
  const by = holders.map((holder) => tell(runId, holder)).join(", ");
  const more = moreHolders > 0 ? ` and ${moreHolders} more` : "";
  const kept = keptFor === null ? "" : `\nkept for ${tell(runId, keptFor)}, which has waited longer`;
  return `${name}: ${has}${by === "" ? "" : `\nby ${by}${more}`}${kept}`;
}

function agentTable(runId: string, agents: readonly AgentNeed[], dim: (text: string) => string): string {
  const columns = [
    { title: "AGENT", cell: ({ agent }: AgentNeed) => agent },
    { title: "LACKS", cell: (need: AgentNeed) => needText(runId, need) },
  ];
  const shown = table(agents.slice(0, agentsShown), columns, dim);
  return agents.length > agentsShown ? `${shown}\n${dim(`and ${agents.length - agentsShown} more`)}` : shown;
}

function needText(runId: string, { need, isNever, keptFor }: AgentNeed): string {
  if (need !== null) return isNever ? `${need}: it never fits` : need;
  return keptFor === null ? "nothing: it has room" : `nothing, but its room is kept for ${tell(runId, keptFor)}`;
}

function tell(runId: string, holder: TaskOfRun): string {
  return holder.runId === runId ? quoted(holder.task) : `${quoted(holder.task)} of run ${holder.runId}`;
}
