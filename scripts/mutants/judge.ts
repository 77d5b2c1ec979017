/** What comes of one mutant in a copy of the repository. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "./mutants.ts";

export interface Verdict {
  readonly outcome:
    | "caught"
    | "SURVIVED"
    | "the guard is not there"
    | "its test fails without it"
    | "broken: no test of its file failed";
  /** Names of the tests that noticed. */
  readonly by: readonly string[];
  readonly seconds: number;
}

type Trial =
  | { readonly passed: true }
  /** Empty if the file of tests did not load, or did not come to its end. */
  | { readonly passed: false; readonly failed: readonly string[] };

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const patienceMs = 300_000;
/** By copy and test, whether it passes with every guard in its place. */
const sound = new Map<string, boolean>();

/** The copy is afterwards as it was before. */
export function judge(copy: string, mutant: Mutant): Verdict {
  const began = performance.now();
  const verdict = decide(copy, mutant);
  return { ...verdict, seconds: (performance.now() - began) / 1000 };
}

function decide(copy: string, mutant: Mutant): Omit<Verdict, "seconds"> {
  const name = `${copy} ${JSON.stringify(mutant.test)}`;
  if (!sound.has(name)) sound.set(name, attempt(copy, mutant.test).passed);
  if (sound.get(name) !== true) return { outcome: "its test fails without it", by: [] };
  const path = join(copy, mutant.file);
  const source = readFileSync(path, "utf8");
  if (source.split(mutant.search).length !== 2) return { outcome: "the guard is not there", by: [] };
  writeFileSync(
    path,
    source.replace(mutant.search, () => mutant.replace),
  );
  try {
    const trial = attempt(copy, mutant.test);
    if (trial.passed) return { outcome: "SURVIVED", by: [] };
    const outcome = trial.failed.length > 0 ? "caught" : "broken: no test of its file failed";
    return { outcome, by: trial.failed };
  } finally {
    writeFileSync(path, source);
  }
}

function attempt(copy: string, test: Mutant["test"]): Trial {
  return "seeds" in test ? simulate(copy, test.seeds) : runTests(copy, test);
}

function simulate(cwd: string, seeds: number): Trial {
  const args = ["test/simulation/main.ts", "--from", "1", "--seeds", String(seeds)];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", timeout: patienceMs });
  if (status === 0) return { passed: true };
  const [, broken] = /; failed: (.+)$/m.exec(stdout) ?? [];
  return { passed: false, failed: broken === undefined ? [] : [`simulation, seed ${broken}`] };
}

function runTests(cwd: string, { project, path, only }: Exclude<Mutant["test"], { seeds: number }>): Trial {
  const results = join(cwd, "mutant-results.json");
  rmSync(results, { force: true });
  const words = ["run", "--project", project, path, ...(only === undefined ? [] : ["-t", only])];
  const reporter = ["--reporter=json", `--outputFile=${results}`];
  const args = ["node_modules/vitest/vitest.mjs", ...words, ...reporter];
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: "ignore", timeout: patienceMs });
  const report = readReport(results);
  // A file of which every test was skipped proves nothing.
  if (status === 0 && report.numPassedTests > 0) return { passed: true };
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return { passed: false, failed: all.filter((test) => test.status === "failed").map((test) => test.fullName) };
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { numPassedTests: 0, testResults: [] };
  }
}
