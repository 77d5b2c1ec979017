/** All verdicts as people read them: a guard a line, and which test noticed that it was gone. */
import type { Verdict } from "./judge.ts";
import type { Mutant } from "./mutants.ts";

export function tableOf(verdicts: readonly (readonly [Mutant, Verdict])[]): string {
  const head = ["without the guard", "in", "s", "caught by"];
  const lines = verdicts.map(([{ name, file, test }, { outcome, by, seconds }]) => [
    name,
    file,
    seconds.toFixed(0),
    outcome === "caught" ? `${"seeds" in test ? "" : `${test.path}: `}${named(by)}` : outcome,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  // Times to the right, and nothing behind the last column.
  const cell = (text: string, column: number): string =>
    column === 2 ? text.padStart(widths[2] ?? 0) : text.padEnd(column === 3 ? 0 : (widths[column] ?? 0));
  return [head, ...lines].map((line) => line.map(cell).join("  ")).join("\n");
}

/** The first of them; of the others how many there are. */
function named([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} (and ${others.length} more)`;
}
