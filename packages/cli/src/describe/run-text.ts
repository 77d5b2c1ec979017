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

export function runText(run: Run, tasks: readonly Task[], { now, style }: TextOptions): string {
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
      ["params", outputLines(run.params)],
      run.outputs === null ? null : ["outputs", outputLines(run.outputs)],
      failure === null ? null : ["failure", style.bad(`${failure.task ?? "the run"}: ${oneLine(failure.message)}`)],
      failure === null || exitWords(failure) === null ? null : ["exit", exitWords(failure) ?? ""],
      run.requestId === null ? null : ["request id", run.requestId],
      run.traceId === null ? null : ["trace", run.traceId],
    ],
    style.dim,
  );
  const columns = taskColumns(now, style).filter(({ wide }) => wide !== true);
  return tasks.length === 0 ? facts : `${facts}\n\n${table(tasks, columns, style.dim)}`;
}
