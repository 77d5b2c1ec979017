/**
 * npm run mutants [-- --only TEXT]: takes each guard of mutants.ts away in a copy of this repository and runs the test that
 * has to notice, after it has passed there without. Prints a table; fails if a mutant survives, or a guard has moved.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type Mutant, mutants } from "./mutants.ts";

const { values: given } = parseArgs({ options: { only: { type: "string", default: "" } } });
const root = join(import.meta.dirname, "../..");
const chosen = mutants.filter(({ name }) => name.includes(given.only));

type Verdict = "killed" | "SURVIVED" | "the guard is not there" | "its test fails without it";

const copy = copyRepository();
const rows: { readonly verdict: Verdict; readonly name: string; readonly test: string; readonly seconds: string }[] =
  [];
try {
  const passes = new Map<string, boolean>();
  for (const mutant of chosen) {
    const began = performance.now();
    const test = testName(mutant);
    if (!passes.has(test)) passes.set(test, run(mutant));
    const verdict = passes.get(test) === true ? judge(mutant) : "its test fails without it";
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    rows.push({ verdict, name: mutant.name, test, seconds });
    console.error(`${rows.length} of ${chosen.length}: ${verdict}: ${mutant.name}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

const width = Math.max(...rows.map(({ name }) => name.length));
for (const { verdict, name, test, seconds } of rows)
  console.log(`${verdict.padEnd(10)} ${name.padEnd(width)}  ${seconds.padStart(4)} s  ${test}`);
const killed = rows.filter(({ verdict }) => verdict === "killed").length;
console.log(`${killed} of ${rows.length} mutants killed`);
process.exitCode = killed === rows.length ? 0 : 1;

function judge({ file, search, replace, ...mutant }: Mutant): Verdict {
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  if (source.split(search).length !== 2) return "the guard is not there";
  writeFileSync(
    path,
    source.replace(search, () => replace),
  );
  try {
    return run({ file, search, replace, ...mutant }) ? "SURVIVED" : "killed";
  } finally {
    writeFileSync(path, source);
  }
}

/** Whether its test passes in the copy as it is. */
function run({ test }: Mutant): boolean {
  const args =
    "seeds" in test
      ? ["test/simulation/main.ts", "--from", "1", "--seeds", String(test.seeds)]
      : [
          "node_modules/vitest/vitest.mjs",
          ...["run", "--project", test.project, test.path],
          ...(test.only === undefined ? [] : ["-t", test.only]),
        ];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8", timeout: 300_000 });
  // A file of which every test was skipped proves nothing.
  return status === 0 && ("seeds" in test || / passed/.test(stdout));
}

function testName({ test }: Mutant): string {
  return "seeds" in test ? `${test.seeds} seeds` : [test.path, test.only].filter(Boolean).join(": ");
}

/** What git knows, as it lies here, with the packages of node_modules: links into the repository lead into the copy. */
function copyRepository(): string {
  const cache = join(root, ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "mutants-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  for (const file of files.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  const installed = execFileSync("find", [".", "-name", "node_modules", "-prune", "-not", "-path", "./.cache/*"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const modules of installed.split("\n").filter(Boolean))
    execFileSync("cp", ["-al", join(root, modules), join(folder, modules)]);
  return folder;
}
