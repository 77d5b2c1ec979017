/** How an attempt ended, as an agent reports it. */
import type { AttemptOutcome, Digest, Failure, JsonObject, Output, Phases, StreamLengths } from "@troupe/core";
import { isDigest, isObject } from "@troupe/core";
import type { AttemptResult__Output, Phases__Output } from "@troupe/proto";
import { noteOf } from "../messages/attempt-note.ts";
import { parseJson } from "../parse-json.ts";
import { exitClassOf, logStreamOf } from "../wire-names.ts";

export interface ReportedOutcome {
  readonly outcome: AttemptOutcome;
  /** Where the output lies if it was too large to report. */
  readonly outputDigest: Digest | null;
}

/**
 * A result that cannot be read counts as an error of ours, and not as a broken message: the agent repeats it until it is
 * acknowledged, so that refusing it would go on for ever.
 */
export function outcomeOf(result: AttemptResult__Output): ReportedOutcome {
  const common = { ...phasesOf(result.phases), ...lengthsOf(result), ...noteOf(result) };
  const exitClass = exitClassOf(result.exitClass);
  if (exitClass === undefined) return unreadable(common, `exit class ${result.exitClass}`);
  if (exitClass !== "success")
    return { outcome: { ...common, exitClass, failure: failureOf(exitClass, result) }, outputDigest: null };
  if (result.outputDigest !== "" && !isDigest(result.outputDigest))
    return unreadable(common, `output digest ${JSON.stringify(result.outputDigest)}`);
  const output = outputOf(result.outputJson);
  if (typeof output === "string") return unreadable(common, `output, which ${output}`);
  return { outcome: { ...common, exitClass, output }, outputDigest: (result.outputDigest as Digest) || null };
}

function outputOf(json: string): Output | null | string {
  if (json === "") return null;
  const parsed = parseJson(json);
  return "value" in parsed ? { value: parsed.value } : parsed.problem;
}

function failureOf(exitClass: Failure["exitClass"], result: AttemptResult__Output): Failure {
  return {
    exitClass,
    code: result.code || "TASK_FAILED",
    message: result.message,
    ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
    ...(result.signal === "" ? {} : { signal: result.signal }),
    ...(result.errorTypes.length > 0 ? { errorTypes: result.errorTypes.slice(0, 10) } : {}),
    ...(result.final ? { final: true } : {}),
    ...detailsOf(result.detailsJson),
  };
}

function detailsOf(json: string): { details?: JsonObject } {
  const parsed = json === "" ? undefined : parseJson(json);
  return parsed !== undefined && "value" in parsed && isObject(parsed.value)
    ? { details: parsed.value as JsonObject }
    : {};
}

function unreadable(common: Pick<AttemptOutcome, "phases" | "lengths">, what: string): ReportedOutcome {
  const failure: Failure = {
    exitClass: "error",
    code: "RESULT_UNREADABLE",
    message: `the agent reported a result that cannot be read: ${what}`,
  };
  return { outcome: { ...common, exitClass: "error", failure }, outputDigest: null };
}

function phasesOf(phases: Phases__Output | null): { phases?: Phases } {
  if (phases === null) return {};
  const { offeredAtMs, inputsAtMs, runningAtMs, outputsAtMs, endedAtMs } = phases;
  const reached: { -readonly [Phase in keyof Phases]: number } = {};
  if (offeredAtMs > 0) reached.offeredAt = offeredAtMs;
  if (inputsAtMs > 0) reached.inputsAt = inputsAtMs;
  if (runningAtMs > 0) reached.runningAt = runningAtMs;
  if (outputsAtMs > 0) reached.outputsAt = outputsAtMs;
  if (endedAtMs > 0) reached.endedAt = endedAtMs;
  return { phases: reached };
}

function lengthsOf({ lengths: offsets, metrics }: AttemptResult__Output): { lengths?: StreamLengths } {
  const lengths: (readonly [keyof StreamLengths, number])[] = offsets.flatMap(({ stream, offset }) => {
    const name = logStreamOf(stream);
    return name === undefined ? [] : [[name, offset] as const];
  });
  if (metrics > 0) lengths.push(["metrics", metrics]);
  return lengths.length === 0 ? {} : { lengths: Object.fromEntries(lengths) };
}
