/**
 * Prints `N passed, N failed` for a finished vitest run, and fails unless the run passed.
 *
 *   node scripts/test-verdict.ts <vitest's JSON report> <vitest's exit status>
 *
 * A few files that failed are run once more, alone. A test that passes then is printed as flaky, with what it said the first
 * time: a bug to mend, in the test or in Troupe, but no reason to hold back whatever else was changed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[];
  }[];
}

interface Failure {
  readonly file: string;
  readonly test: string;
  readonly said: string;
}

/** With more of them something is broken. */
const mostFilesAgain = 3;

const root = join(import.meta.dirname, "..");
const [path = "", status = "1"] = process.argv.slice(2);
const first = readReport(path);
const failures = first.testResults.flatMap(failuresOf);
const files = [...new Set(failures.map(({ file }) => file))];
const flaky = files.length > 0 && files.length <= mostFilesAgain ? passedAgain() : [];

for (const { file, test, said } of flaky)
  console.log(`FLAKY ${relative(root, file)} > ${test}\n      ${said.split("\n")[0]}`);
// An error outside of every test leaves no failed test behind, only the exit status.
const failed = failures.length === 0 && (status !== "0" || first.numPassedTests === 0) ? 1 : failures.length;
console.log(`${first.numPassedTests + flaky.length} passed, ${failed - flaky.length} failed`);
process.exitCode = failed === flaky.length ? 0 : 1;

/** Those of the failures that are none when their files are run alone. */
function passedAgain(): readonly Failure[] {
  const again = path.replace(/\.json$/, "-again.json");
  console.log(`running again, alone: ${files.map((file) => relative(root, file)).join(", ")}`);
  spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      ...["run", ...files, "--reporter=default", "--reporter=json", `--outputFile.json=${again}`],
    ],
    { cwd: root, stdio: "inherit" },
  );
  const second = new Map(readReport(again).testResults.map((file) => [file.name, file]));
  return failures.filter(({ file, test }) => {
    const result = second.get(file);
    return (
      result?.status === "passed" &&
      result.assertionResults.some(({ fullName, status }) => status === "passed" && (test === "" || test === fullName))
    );
  });
}

function readReport(file: string): Report {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { numPassedTests: 0, testResults: [] };
}

/** A file that failed without a failed test (it did not load, a hook threw) counts as one failure, of no test. */
function failuresOf({ name: file, status, message, assertionResults }: FileResult): readonly Failure[] {
  const failed = assertionResults.filter((result) => result.status === "failed");
  if (failed.length === 0) return status === "failed" ? [{ file, test: "", said: message }] : [];
  return failed.map(({ fullName, failureMessages = [] }) => ({
    file,
    test: fullName,
    said: failureMessages[0] ?? "",
  }));
}
