/** Errors for people: what failed, on what, what is wrong in each place, and what to do. A stack only for bugs. */
import { type Problem, TroupeError } from "@troupe/core";
import type { Style } from "./render/style.ts";
import { indent } from "./render/text.ts";

export interface ReportOptions {
  readonly style: Style;
  /** With stacks and causes (TROUPE_DEBUG). */
  readonly debug: boolean;
}

export function errorReport(error: unknown, { style, debug }: ReportOptions): string {
  const label = style.bad(style.bold("error:"));
  if (!(error instanceof TroupeError)) return `${label} ${bug(error)}`;
  const [first = "", ...rest] = headline(error).split("\n");
  // Our messages say what failed, then what to do about it: "no coordinator answers; start one with …", or a sentence each.
  const [what = "", ...remedies] = first.split(/; |\. (?=[A-Z`])/).map((part) => part.replace(/\.$/, ""));
  const parts = [
    `${label} ${what}${style.dim(` [${error.code}]`)}`,
    ...remedies.map((remedy) => `  ${style.good("→")} ${remedy}`),
    ...rest,
    ...(isFramed(error) ? [] : error.problems.map((problem) => problemText(problem, style))),
    ...(error.details.printed ? [style.dim(indent(`it printed:\n${error.details.printed.trimEnd()}`, "  "))] : []),
    ...(debug ? [style.dim(stacks(error))] : []),
  ];
  return parts.join("\n");
}

/** Where problems are listed one by one, a message that only strings them together says nothing more. */
function headline(error: TroupeError): string {
  const { message, problems, code } = error;
  const repeats = problems.length > 0 && problems.every((problem) => message.includes(problem.message));
  if (!repeats || isFramed(error)) return message;
  return headlines[code] ?? (problems.length === 1 ? "one thing is wrong" : `${problems.length} things are wrong`);
}

/** What a compiler says comes with the lines of the source, and reads better than a list of places. */
function isFramed({ code }: TroupeError): boolean {
  return code === "BUNDLE_FAILED";
}

const headlines: Readonly<Record<string, string>> = {
  INVALID_SPEC: "the pipeline is not valid",
  INVALID_PARAMS: "the parameters are not valid",
  INVALID_ARGUMENT: "what was asked for is not valid",
  INVALID_SETTING: "the settings are not valid",
  DATASET_MISFIT: "the value is not what the dataset's readers take it for",
  MISSING_SCRIPT: "a step names a file that is not there",
};

function problemText({ field, message, fix }: Problem, style: Style): string {
  const remedy = fix === "" ? "" : `\n    ${style.good("→")} ${fix}`;
  return `  ${style.bold(field)}  ${message}${remedy}`;
}

/** Not ours to explain away: the stack is what helps, and where to send it. */
function bug(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${text}\nThis is a bug in Troupe. Please report it with the command that you ran.`;
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
