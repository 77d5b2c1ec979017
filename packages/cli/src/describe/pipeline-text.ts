/** A pipeline in full: what it may be given, and its steps in order. */
import {
  isObject,
  type JsonSchema,
  type Limits,
  type Node,
  type PipelineSpec,
  type PollExecutable,
  type StepDeclaration,
  unreachable,
  type WaitingExecutable,
  type WaitSubject,
} from "@troupe/core";
import type { AppliedPipeline } from "@troupe/sdk/client";
import { bytes, cpus } from "../render/amount.ts";
import { age, duration } from "../render/duration.ts";
import { type Column, pairs, table } from "../render/table.ts";
import { failureText, notifyRows, saysWhatFails } from "./failure-text.ts";
import { nodeText, ruleText } from "./node-text.ts";
import type { TextOptions } from "./run-text.ts";
import { startingRows } from "./starting-rows.ts";
import { typeText } from "./type-text.ts";

export function pipelineText(pipeline: AppliedPipeline, { now, style }: TextOptions): string {
  const { spec } = pipeline;
  const facts = pairs(
    [
      ["pipeline", style.bold(pipeline.name)],
      pipeline.description === "" ? null : ["description", pipeline.description],
      ["version", pipeline.version],
      pipeline.codeDigest === null ? null : ["code", pipeline.codeDigest],
      ["applied", `${pipeline.appliedAt?.toISOString() ?? "–"} (${age(pipeline.appliedAt, now)} ago)`],
      ["generation", String(pipeline.generation)],
      ...(spec === null ? [] : [...startingRows(spec), ...notifyRows(spec)]),
    ],
    style.dim,
  );
  if (spec === null) return facts;
  const params = paramRows(spec.params);
  return [
    facts,
    ...(params.length === 0 ? [] : [table(params, paramColumns, style.dim)]),
    table(spec.nodes, nodeColumns(spec), style.dim),
  ].join("\n\n");
}

interface ParamRow {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

function paramRows(schema: JsonSchema): readonly ParamRow[] {
  if (typeof schema === "boolean" || !isObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, property]) => {
    const isRequired = required.includes(name) && !(isObject(property) && "default" in property);
    return { name, schema: property as JsonSchema, isRequired };
  });
}

const paramColumns: readonly Column<ParamRow>[] = [
  { title: "PARAMETER", cell: ({ name }) => name },
  { title: "TYPE", cell: ({ schema }) => typeText(schema) },
  {
    title: "DEFAULT",
    cell: ({ schema, isRequired }) =>
      typeof schema !== "boolean" && "default" in schema
        ? JSON.stringify(schema.default)
        : isRequired
          ? "required"
          : "–",
  },
];

function nodeColumns(spec: PipelineSpec): readonly Column<Node>[] {
  const declared = (node: Node): StepDeclaration | undefined =>
    node.kind === "step" ? spec.steps[node.step] : undefined;
  return [
    { title: "NODE", cell: ({ id, scope }) => "  ".repeat(scope.length) + id },
    { title: "KIND", cell: (node) => declared(node)?.runs.kind ?? node.kind },
    { title: "RUNS", cell: (node) => whatText(declared(node), node) },
    { title: "NEEDS", cell: (node) => limitsText(declared(node)?.limits, node) },
    ...(saysWhatFails(spec) ? [{ title: "FAILURES", cell: (node: Node) => failureText(spec, node) }] : []),
  ];
}

function whatText(step: StepDeclaration | undefined, node: Node): string {
  if (step === undefined) return nodeText(node);
  return [runsText(step), ruleText(node)].filter((part) => part !== "").join("; ");
}

function runsText({ runs }: StepDeclaration): string {
  if (runs.kind === "function") return "";
  if (runs.kind === "python") return runs.function === undefined ? runs.file : `${runs.file}:${runs.function}`;
  if (runs.kind === "command") return runs.argv.map((word) => (typeof word === "string" ? word : "…")).join(" ");
  return runs.kind === "poll" ? pollText(runs) : waitText(runs);
}

function pollText({ for: subject, everyMs }: PollExecutable): string {
  const what = { http: "an answer over HTTP", file: "a file", sql: "a row" }[subject.kind];
  const where = subject.kind === "sql" ? ` of ${subject.connection}` : "";
  return `for ${what}${where}, every ${duration(everyMs)}`;
}

function limitsText(declared: Limits | undefined, node: Node): string {
  if (declared === undefined || declared.resources.millicpus === 0) return "";
  const own = node.kind === "step" ? node.limits : undefined;
  const { millicpus, memoryBytes, gpus } = own?.resources ?? declared.resources;
  const parts = [
    `${cpus(millicpus)} cpu`,
    ...(memoryBytes > 0 ? [bytes(memoryBytes)] : []),
    ...(gpus > 0 ? [`${gpus} gpu`] : []),
  ];
  return parts.join(", ");
}

function waitText(runs: WaitingExecutable): string {
  switch (runs.kind) {
    case "approval":
      return runs.approvers === undefined ? "" : `by ${runs.approvers.join(" or ")}`;
    case "trigger":
      return runs.wait ? runs.pipeline : `${runs.pipeline}, without waiting`;
    case "wait":
      return subjectText(runs.for);
    default:
      return unreachable(runs);
  }
}

function subjectText(subject: WaitSubject): string {
  switch (subject.kind) {
    case "duration":
      return `for ${duration(subject.ms)}`;
    case "instant":
      return "until an instant";
    case "dataset":
      return `for a revision of ${subject.dataset}`;
    case "time-of-day":
      return `until ${subject.at} in ${subject.zone}`;
    default:
      return unreachable(subject);
  }
}
