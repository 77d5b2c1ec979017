/** One thing that was looked at. */
import type { Style } from "../render/style.ts";
import { padEnd, width } from "../render/text.ts";

export interface Finding {
  readonly name: string;
  /** `warn`: works, but not in full. */
  readonly verdict: "good" | "warn" | "bad";
  readonly detail: string;
  /** What to do; absent if all is well. */
  readonly fix?: string;
}

const signs = { good: "✓", warn: "!", bad: "✗" } as const;

export function findingLines(findings: readonly Finding[], style: Style): string {
  const column = Math.max(...findings.map(({ name }) => width(name)));
  const margin = `\n${" ".repeat(column + 5)}`;
  const lines = findings.map(({ name, verdict, detail, fix }) => {
    const remedy = fix === undefined ? "" : `${margin}${style.good("→")} ${fix}`;
    return `${style[verdict](signs[verdict])} ${padEnd(name, column)}   ${detail}${remedy}`;
  });
  return [...lines, "", verdictLine(findings, style)].join("\n");
}

function verdictLine(findings: readonly Finding[], style: Style): string {
  const bad = findings.filter(({ verdict }) => verdict === "bad").length;
  const warn = findings.filter(({ verdict }) => verdict === "warn").length;
  if (bad > 0) return style.bad(`${bad} to mend${warn > 0 ? `, ${warn} to know` : ""}`);
  return warn > 0 ? style.warn(`Troupe works here; ${warn} to know`) : style.good("all is well");
}
