/** What came of it, for somebody who looks at the end only. */
import type { Terminal } from "@troupe/cli";
import type { Story } from "./story.ts";

export function summary(story: Story, style: Terminal["style"]): string {
  const { run, leaders, gapMs, events, tasks } = story;
  const { killed, next } = leaders;
  const verdict = story.isWhole
    ? style.good("The run finished, and nothing of it was lost.")
    : style.bad(`The run has ${run.state}, and not everything is there.`);
  const facts = [
    ["run", `${run.id}: ${run.state}`],
    [
      "tasks",
      `${tasks.succeeded} of ${tasks.total} succeeded, ${tasks.skipped} skipped, ${tasks.lostAttempts} attempts lost`,
    ],
    ["events", `${events.told} told, ${events.missing} missing, ${events.repeated} twice`],
    ["leader", `${killed.name} (term ${killed.term}) was killed, ${next.name} (term ${next.term}) took over`],
    ["gap", gap(gapMs)],
  ];
  return [verdict, ...facts.map(([name = "", value = ""]) => `  ${style.dim(name.padEnd(7))} ${value}`)].join("\n");
}

function gap({ elected, transition, told }: Story["gapMs"]): string {
  const next =
    transition === null ? "nothing was reported after it" : `the next report of an agent counted ${transition} ms`;
  const client = told === null ? "" : `; its client knew after ${told} ms`;
  return `elected ${elected} ms after the kill, ${next}${client}`;
}
