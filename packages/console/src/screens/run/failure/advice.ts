/** What to do about a failure. Pure. */
import type { Failure, Task } from "../../../api/messages.ts";
import { plural } from "../../../format/numbers.ts";

/** By code, from docs/errors.md. */
export type FailureAdvice = Readonly<Record<string, { readonly meaning: string; readonly mend: string }>>;

/** A sentence on who mends it, and how; what is known of the class where the code is new to us. */
export function adviceFor(advice: FailureAdvice, { code, exitClass }: Pick<Failure, "code" | "exitClass">): string {
  return capital(advice[code]?.mend ?? byClass[exitClass] ?? "look at the logs of the task");
}

const byClass: Readonly<Record<string, string>> = {
  EXIT_CLASS_OOM: "author of the step: ask for more memory",
  EXIT_CLASS_TIMEOUT: "author of the step: look where its log stops, or grant more time",
  EXIT_CLASS_LOST: "nobody: look at the agent that had it, and run again",
  EXIT_CLASS_ERROR: "operator of the agent: the message names what is missing",
};

/** What became of the rest, in one sentence. */
export function whatNext(failed: Task | undefined, tasks: Iterable<Task>, isLive: boolean): string {
  let [skipped, cancelled, live] = [0, 0, 0];
  for (const { state } of tasks) {
    if (state === "TASK_STATE_SKIPPED") skipped++;
    else if (state === "TASK_STATE_CANCELLED") cancelled++;
    else if (!ended.has(state)) live++;
  }
  const tried = triedText(failed);
  const lost = [
    skipped > 0 && `${plural(skipped, "task")} that needed it ${skipped === 1 ? "was" : "were"} skipped`,
    cancelled > 0 &&
      `${plural(cancelled, "task")} ${cancelled === 1 ? "was" : "were"} ended before ${cancelled === 1 ? "its" : "their"} turn`,
  ].filter((text) => text !== false);
  const rest = isLive
    ? `The run goes on with what does not need it: ${plural(live, "task")} to go.`
    : "The run is over. Run again makes what failed or never ran, and keeps the other results.";
  return [tried, lost.length > 0 && `${capital(lost.join(", "))}.`, rest].filter((text) => text !== false).join(" ");
}

const ended: ReadonlySet<string> = new Set(["TASK_STATE_SUCCEEDED", "TASK_STATE_FAILED"]);

function triedText(task: Task | undefined): string | false {
  const tries = task?.attempts.length ?? 0;
  return tries > 1 && `It was tried ${tries} times, and no retry is left.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
