/** Runs beside each other: what they were given, and what came of it. */
import type { Curve } from "./curves/curve.ts";
import { summarize } from "./curves/summary.ts";

export type Cell = string | number | undefined;

export interface ComparedRun {
  readonly runId: string;
  readonly createdMs: number;
  readonly params: Readonly<Record<string, Cell>>;
  readonly metrics: Readonly<Record<string, number>>;
}

export type Value = "last" | "min" | "max";

/** Parameters by their paths: `{"model": {"depth": 3}}` as "model.depth". Lists stand as JSON. */
export function flatParams(json: string): Readonly<Record<string, Cell>> {
  const flat: Record<string, Cell> = {};
  const visit = (path: string, value: unknown): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      for (const [key, held] of Object.entries(value)) visit(path === "" ? key : `${path}.${key}`, held);
    else if (path !== "")
      flat[path] = typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
  };
  visit("", parse(json));
  return flat;
}

/** Names of parameters, those first by which the runs differ. */
export function paramNames(runs: readonly ComparedRun[]): {
  readonly differing: readonly string[];
  readonly same: readonly string[];
} {
  const names = [...new Set(runs.flatMap(({ params }) => Object.keys(params)))];
  const differs = (name: string): boolean => new Set(runs.map(({ params }) => params[name])).size > 1;
  return { differing: names.filter(differs), same: names.filter((name) => !differs(name)) };
}

/** What a run's curves of one name come to: their lowest, their highest, or the last value of the one that went on longest. */
export function metricOf(curves: readonly Curve[], value: Value): number | undefined {
  const summaries = curves.flatMap((curve) => summarize(curve.values) ?? []);
  if (summaries.length === 0) return undefined;
  if (value === "min") return Math.min(...summaries.map(({ low }) => low));
  if (value === "max") return Math.max(...summaries.map(({ high }) => high));
  return curves.toSorted((a, b) => endOf(a) - endOf(b)).at(-1)?.last;
}

/** By "created", "param.NAME" or "metric.NAME", with "-" before it the other way. What has no value comes last in any case. */
export function sortRuns(runs: readonly ComparedRun[], by = "-created"): readonly ComparedRun[] {
  const isDown = by.startsWith("-");
  const key = isDown ? by.slice(1) : by;
  const valued = runs.map((run) => ({ run, value: cellOf(run, key) }));
  return valued.toSorted((a, b) => compare(a.value, b.value, isDown)).map(({ run }) => run);
}

export function cellOf(run: ComparedRun, key: string): Cell {
  if (key === "created") return run.createdMs;
  const [, kind, name = ""] = /^(param|metric)\.(.*)$/s.exec(key) ?? [];
  return kind === "param" ? run.params[name] : kind === "metric" ? run.metrics[name] : undefined;
}

function compare(a: Cell, b: Cell, isDown: boolean): number {
  const [absentA, absentB] = [isAbsent(a), isAbsent(b)];
  if (absentA || absentB) return Number(absentA) - Number(absentB);
  const order =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), "en", { numeric: true });
  return isDown ? -order : order;
}

function isAbsent(cell: Cell): boolean {
  return cell === undefined || Number.isNaN(cell);
}

function endOf(curve: Curve): number {
  return curve.timeAt(curve.length - 1) ?? 0;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
