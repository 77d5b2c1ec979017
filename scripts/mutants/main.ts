/**
 * npm run mutants [-- --only TEXT]: takes each guard of mutants.ts away in a copy of this repository and runs the test that
 * has to notice, after it has passed there without. Prints what caught each; fails if a mutant survives, if a guard has
 * moved, or if a test file breaks without a test of it that fails: that proves nothing.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { judge, type Verdict } from "./judge.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { tableOf } from "./table.ts";

const { values: given } = parseArgs({ options: { only: { type: "string", default: "" } } });
const root = join(import.meta.dirname, "../..");
const chosen = mutants.filter(({ name }) => name.includes(given.only));

const copy = copyRepository();
const verdicts: (readonly [Mutant, Verdict])[] = [];
try {
  for (const mutant of chosen) {
    const verdict = judge(copy, mutant);
    verdicts.push([mutant, verdict]);
    console.error(`${verdicts.length} of ${chosen.length}: ${verdict.outcome}: ${mutant.name}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

const caught = verdicts.filter(([, { outcome }]) => outcome === "caught").length;
console.log(tableOf(verdicts));
console.log(`\n${caught} of ${verdicts.length} mutants caught`);
process.exitCode = caught === verdicts.length && caught > 0 ? 0 : 1;

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
