/** Prints, when all faults have been tried, what became of each. A reporter of vitest. */
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { FaultTrial } from "./fault-trial.ts";

interface FaultRow {
  readonly fault: string;
  readonly survived: boolean;
  readonly trials: readonly FaultTrial[];
}

export default class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) => [...module.children.allTests()].flatMap(rowOf));
    if (rows.length > 0) process.stdout.write(`\n${tableOf(rows)}\n`);
  }
}

function rowOf(test: TestCase): readonly FaultRow[] {
  const { faults } = test.meta();
  return faults === undefined ? [] : [{ ...faults, survived: test.ok() }];
}

/** Times in milliseconds, from the fault to the next write that was acknowledged. */
export function tableOf(rows: readonly FaultRow[]): string {
  const head = ["fault", "repeats", "survived", "recovery p50", "p99", "lost", "duplicated"];
  const cells = rows.map(({ fault, survived, trials }) => {
    const times = trials.map(({ recoveryMs }) => recoveryMs).toSorted((a, b) => a - b);
    const [lost, duplicated] = [sum(trials.map((trial) => trial.lost)), sum(trials.map((trial) => trial.duplicated))];
    return [
      fault,
      trials.length,
      survived ? "yes" : "NO",
      quantile(times, 0.5),
      quantile(times, 0.99),
      lost,
      duplicated,
    ];
  });
  const lines = [head, ...cells].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((line) => line.join("  "))
    .join("\n");
}

/** The smallest that so large a part of them does not exceed. */
function quantile(sorted: readonly number[], part: number): string {
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  return found === undefined ? "-" : `${Math.round(found)} ms`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
