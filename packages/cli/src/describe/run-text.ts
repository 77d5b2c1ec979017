/** A run in full. */
import type { Run, Task } from "@troupe/sdk/client";
import { causeText, intervalText } from "../render/cause.ts";
import { taskColumns } from "../render/columns.ts";
import { between } from "../render/duration.ts";
import { runLooks, signAndWord } from "../render/states.ts";
import type { Style } from "../render/style.ts";
import { pairs, table } from "../render/table.ts";
import { oneLine } from "../render/text.ts";
import { exitWords } from "../run-view/exit-words.ts";
import { outputLines } from "../run-view/summary.ts";

export interface TextOptions {
  readonly now: number;
  readonly style: Style;
}

export interface RunFacts {
  readonly run: Run;
  readonly tasks: readonly Task[];
  /** The runs that it had made. */
  readonly children: readonly Run[];
}

export function runText({ run, tasks, children }: RunFacts, { now, style }: TextOptions): string {
  const { failure } = run;
  const facts = pairs(
    [
      ["run", style.bold(run.id)],
      ["pipeline", run.pipeline],
      ["version", run.version],
      ["state", signAndWord(runLooks[run.state], style)],
      run.reason === "" ? null : ["waits", run.reason],
      run.priority === 0 ? null : ["priority", String(run.priority)],
      ["cause", causeText(run.cause)],
      run.interval === null ? null : ["interval", intervalText(run.interval)],
      ["created", run.createdAt.toISOString()],
      run.endedAt === null ? null : ["ended", run.endedAt.toISOString()],
      ["duration", between(run.createdAt, run.endedAt, now)],
      run.cancelledBy === null ? null : ["cancelled by", run.cancelledBy],
      ["params", outputLines(run.params)],
      run.outputs === null ? null : ["outputs", outputLines(run.outputs)],
      failure === null ? null : ["failure", style.bad(`${failure.task ?? "the run"}: ${oneLine(failure.message)}`)],
      failure === null || exitWords(failure) === null ? null : ["exit", exitWords(failure) ?? ""],
      ...run.datasets.map((each) => ["with", `${each.dataset}, revision ${each.revision}`] as const),
      ...run.published.map(
        ({ dataset, revision, task }) =>
          ["published", `${dataset}, revision ${revision}${task === null ? "" : `, by ${task}`}`] as const,
      ),
      run.requestId === null ? null : ["request id", run.requestId],
      run.traceId === null ? null : ["trace", run.traceId],
    ],
    style.dim,
  );
  const columns = taskColumns(now, style).filter(({ wide }) => wide !== true);
  const parts = [facts, ...(tasks.length === 0 ? [] : [table(tasks, columns, style.dim)])];
  return [...parts, ...(children.length === 0 ? [] : [childrenText(children, style)])].join("\n\n");
}

function childrenText(children: readonly Run[], style: Style): string {
  return table(
    children,
    [
      { title: "RUN THAT IT MADE", cell: ({ id }) => id },
      { title: "PIPELINE", cell: ({ pipeline }) => style.bold(pipeline) },
      { title: "STATE", cell: ({ state }) => signAndWord(runLooks[state], style) },
      { title: "CAUSE", cell: ({ cause }) => causeText(cause) },
    ],
    style.dim,
  );
}
