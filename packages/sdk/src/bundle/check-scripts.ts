/** The files that steps name must be in the bundle: found out here, not by an attempt on another machine. */
import { basename, posix } from "node:path";
import { type Executable, type Problem, TroupeError } from "@troupe/core";
import type { FoundPipeline } from "./evaluate.ts";
import { similar } from "./similar.ts";
import { ignoreFile, type SourceTree } from "./source-files.ts";

export function checkScripts(pipelines: readonly FoundPipeline[], root: string, tree: SourceTree): void {
  const present = new Set(tree.files.map(({ path }) => path));
  const problems = pipelines.flatMap(({ spec }) =>
    Object.entries(spec.steps).flatMap(([step, { runs }]) =>
      scriptsOf(runs)
        .filter((path) => !present.has(posix.normalize(path)))
        .map((path) => missing(step, path, root, tree)),
    ),
  );
  if (problems.length === 0) return;
  throw new TroupeError(problems.map(({ message, fix }) => `${message}; ${fix}`).join("\n"), {
    code: "MISSING_SCRIPT",
    reaction: "reject",
    problems,
  });
}

function scriptsOf(runs: Executable): readonly string[] {
  switch (runs.kind) {
    case "function":
    case "poll":
    case "wait":
    case "approval":
    case "trigger":
      return [];
    case "python":
      return [runs.file, ...requirementFiles(runs.requirements ?? [])];
    case "command": {
      const [program] = runs.argv;
      return typeof program === "string" && program.startsWith("./") ? [program] : [];
    }
  }
}

function requirementFiles(requirements: readonly string[]): readonly string[] {
  return requirements.flatMap((line) => /^(?:-r|--requirement)[ =]\s*(\S+)$/.exec(line.trim())?.[1] ?? []);
}

function missing(step: string, path: string, root: string, tree: SourceTree): Problem {
  const field = `steps["${step}"].run`;
  const normal = posix.normalize(path);
  if (posix.isAbsolute(normal) || normal.startsWith("../")) {
    const fix = "move it into that folder: only what is inside travels to the agents";
    return { field, message: `step ${step} names ${path}, which is outside of ${root}`, fix };
  }
  const rule = tree.ruleThatIgnores(normal);
  if (rule !== null) {
    const fix = `add !${normal} to ${ignoreFile}`;
    return { field, message: `step ${step} names ${path}, which is left out by the rule ${rule}`, fix };
  }
  const fix = suggestion(
    normal,
    tree.files.map((file) => file.path),
  );
  return { field, message: `step ${step} names ${path}, which is not in ${root}`, fix };
}

function suggestion(path: string, known: readonly string[]): string {
  const elsewhere = known.filter((file) => basename(file) === basename(path));
  const alike = [...new Set([...elsewhere, ...similar(path, known)])].slice(0, 3);
  return alike.length === 0 ? "create it, or correct the path" : `did you mean ${alike.join(" or ")}?`;
}
