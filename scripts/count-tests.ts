/**
 * Prints `N passed, N failed` for a finished vitest run, and fails unless the run passed.
 *
 *   node scripts/count-tests.ts <vitest's JSON report> <vitest's exit status>
 */
import { existsSync, readFileSync } from "node:fs";

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const [path = "", status = "1"] = process.argv.slice(2);
const report: Report = existsSync(path)
  ? JSON.parse(readFileSync(path, "utf8"))
  : { numPassedTests: 0, testResults: [] };

const inTests = report.testResults.flatMap(failuresOf).length;
// An error outside of every test leaves no failed test behind, only the exit status.
const failed = inTests === 0 && (status !== "0" || report.numPassedTests === 0) ? 1 : inTests;

console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A file that failed without a failed test (it did not load, a hook threw) counts as one failure. */
function failuresOf(file: Report["testResults"][number]): readonly unknown[] {
  const failures = file.assertionResults.filter(({ status }) => status === "failed");
  return failures.length === 0 && file.status === "failed" ? [file] : failures;
}
