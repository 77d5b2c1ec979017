/** What the definition says of one of its nodes, as facts to read: what runs, on what, with what, and what if it fails. */
import {
  type Argument,
  describe,
  type Executable,
  type Limits,
  type Node,
  type PipelineSpec,
  type PollSubject,
  type RetryableClass,
  type StepDeclaration,
  type StepNode,
  unreachable,
  type WaitSubject,
} from "@troupe/core";
import { formatBytes } from "../../format/bytes.ts";
import { formatDuration } from "../../format/durations.ts";
import { conditionText, expressionText } from "./expression-text.ts";

export interface Fact {
  readonly name: string;
  /** Each on a line of its own. */
  readonly lines: readonly string[];
  /** Code, not words. */
  readonly isCode: boolean;
}

/** In the order in which one asks: those that say what everybody has are left out. */
export function nodeFacts(node: Node, spec: PipelineSpec): readonly Fact[] {
  const around = [
    words("after", node.after?.join(", ")),
    words("runs when", node.when === undefined ? undefined : whenWords[node.when]),
    words("failure", "mayFail" in node && node.mayFail ? "stops nobody" : undefined),
  ];
  return [...ownFacts(node, spec), ...around].filter(({ lines }) => lines.length > 0);
}

const whenWords = {
  "all-done": "what it waits for is over, however that ended",
  "any-failed": "something that it waits for has failed",
  always: "what it waits for is over, also in a run that is being ended",
} as const;

function ownFacts(node: Node, spec: PipelineSpec): readonly Fact[] {
  switch (node.kind) {
    case "step": {
      const declaration = spec.steps[node.step];
      return declaration === undefined ? [] : stepFacts(node, declaration);
    }
    case "map":
      return [
        code("over", expressionText(node.over)),
        words("at once", node.concurrency === undefined ? undefined : `${node.concurrency} rounds`),
        words("failed rounds", failWords(node.fail)),
      ];
    case "branch":
    case "gate":
      return [
        code("judges", node.subject === undefined ? undefined : expressionText(node.subject)),
        ...node.arms.map((arm) => code(arm.name, conditionText(arm.if))),
      ];
    case "loop":
      return [
        code("begins with", expressionText(node.start)),
        code("each round leaves", expressionText(node.next)),
        code("until", conditionText(node.until)),
        words("at most", `${node.max} rounds, then ${node.onLimit === "fail" ? "it fails" : "the last one counts"}`),
      ];
    case "group":
      return [];
    case "finalizer":
      return [words("time", `${formatDuration(node.timeoutMs)} from the end of everything else`)];
    default:
      return unreachable(node);
  }
}

function stepFacts(node: StepNode, declaration: StepDeclaration): readonly Fact[] {
  const limits: Limits = { ...declaration.limits, ...node.limits };
  return [
    words("", declaration.description),
    code("runs", runsText(declaration.runs)),
    {
      name: "inputs",
      lines: Object.entries(node.input).map(([name, from]) => `${name} = ${expressionText(from)}`),
      isCode: true,
    },
    words("yields", declaration.output === undefined ? "nothing" : describe(declaration.output)),
    words("metrics", declaration.metrics?.join(", ")),
    words("resources", resourcesText(limits)),
    words("pool", limits.pool === undefined ? undefined : `${limits.pool.name}, ${limits.pool.slots} slots`),
    code(
      "at once",
      node.concurrency && `${node.concurrency.limit} with the same ${expressionText(node.concurrency.key)}`,
    ),
    { name: "tried again", lines: retryLines(limits), isCode: false },
    words("time", timeText(limits)),
    words(
      "watchdog",
      limits.watchdog &&
        `${limits.watchdog.action}s it after ${formatDuration(limits.watchdog.stallMs)} without progress`,
    ),
    {
      name: "rules",
      lines: (limits.rules ?? []).map(({ metric, when, action }) => `${action} when ${metric} is ${ruleText(when)}`),
      isCode: false,
    },
    words("cache", cacheText(node, declaration)),
  ];
}

/** What a step runs, in one line of code. */
export function runsText(runs: Executable): string {
  switch (runs.kind) {
    case "function":
      return "a TypeScript function";
    case "python":
      return runs.function === undefined ? runs.file : `${runs.file}:${runs.function}`;
    case "command":
      return runs.argv.map(argumentText).join(" ");
    case "poll":
      return `looks for ${pollText(runs.for)} every ${formatDuration(runs.everyMs)}`;
    case "wait":
      return `waits for ${waitText(runs.for)}`;
    case "approval":
      return runs.approvers === undefined ? "asks anybody" : `asks ${runs.approvers.join(", ")}`;
    case "trigger":
      return `runs ${runs.pipeline}${runs.wait ? " and waits for it" : ""}`;
    default:
      return unreachable(runs);
  }
}

function argumentText(argument: Argument): string {
  if (typeof argument === "string") return argument;
  if ("input" in argument) return `{${argument.input.join(".")}}`;
  return argument.text.map(argumentText).join("");
}

function pollText(subject: PollSubject): string {
  switch (subject.kind) {
    case "http":
      return "an answer over HTTP";
    case "file":
      return "a file";
    case "sql":
      return `a row in ${subject.connection}`;
    default:
      return unreachable(subject);
  }
}

function waitText(subject: WaitSubject): string {
  switch (subject.kind) {
    case "duration":
      return formatDuration(subject.ms);
    case "instant":
      return "an instant";
    case "time-of-day":
      return `${subject.at} ${subject.zone}`;
    case "dataset":
      return `dataset ${subject.dataset}`;
    default:
      return unreachable(subject);
  }
}

function resourcesText({ resources }: Limits): string {
  const { millicpus, memoryBytes, gpus, labels } = resources;
  const parts = [
    `${Number((millicpus / 1000).toFixed(3))} CPU`,
    memoryBytes > 0 ? formatBytes(memoryBytes) : "",
    gpus > 0 ? `${gpus} GPU` : "",
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

const classWords: Readonly<Record<RetryableClass, string>> = {
  failure: "a failure",
  oom: "memory running out",
  timeout: "a timeout",
  lost: "a lost agent",
  error: "an error of ours",
};

function retryLines({ retries }: Limits): readonly string[] {
  const classes = Object.entries(classWords) as readonly (readonly [RetryableClass, string])[];
  return classes.flatMap(([name, word]) => {
    const budget = retries.budgets[name];
    return budget > 0 ? [`${budget === 1 ? "once" : `${budget} times`} after ${word}`] : [];
  });
}

function timeText({ timeoutMs, withinMs }: Limits): string | undefined {
  const parts = [
    timeoutMs === undefined ? "" : `${formatDuration(timeoutMs)} an attempt`,
    withinMs === undefined ? "" : `${formatDuration(withinMs)} in all`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? undefined : parts.join(", ");
}

function ruleText(when: NonNullable<Limits["rules"]>[number]["when"]): string {
  switch (when.test) {
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return `${{ gt: ">", gte: "≥", lt: "<", lte: "≤" }[when.test]} ${when.value}`;
    case "nan":
      return "NaN";
    case "infinite":
      return "infinite";
    case "plateau":
      return `no better for ${when.window} points`;
    default:
      return unreachable(when);
  }
}

function cacheText(node: StepNode, { cache }: StepDeclaration): string | undefined {
  if (cache === undefined) return undefined;
  if (node.cache === false) return "not here, it is made each time";
  return cache.maxAgeMs === undefined ? "results count again" : `results count for ${formatDuration(cache.maxAgeMs)}`;
}

function failWords(fail: Extract<Node, { readonly kind: "map" }>["fail"]): string {
  if (fail === undefined) return "fail the map once the others are over";
  if (fail === "stop") return "end the others";
  if (fail === "continue") return "do nothing";
  return fail.per === "rounds" ? `up to ${fail.atMost} do nothing` : `up to ${fail.atMost * 100} % do nothing`;
}

function words(name: string, text: string | undefined): Fact {
  return { name, lines: text === undefined || text === "" ? [] : [text], isCode: false };
}

function code(name: string, text: string | undefined): Fact {
  return { ...words(name, text), isCode: true };
}
