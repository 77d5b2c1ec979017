/** Requirement lines of a step: as arguments for pip, and as a digest of all that they say. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TroupeError } from "@troupe/core";

/** pip takes on its command line what may stand in a file; a line with an option is several words there. */
export function pipArguments(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => (line.startsWith("-") ? splitOption(line) : [line]));
}

function splitOption(line: string): readonly string[] {
  const [, option = line, value] = /^(\S+?)[\s=]+(.*)$/.exec(line.trim()) ?? [];
  return value === undefined ? [option] : [option, value];
}

/** Names an environment: the same digest, the same packages as far as anybody can tell before asking an index. */
export async function environmentDigest(
  interpreter: { readonly path: string; readonly version: string },
  lines: readonly string[],
  folder: string,
): Promise<string> {
  const texts = await Promise.all(includedFiles(lines).map((file) => readIncluded(file, folder, 0)));
  const facts = { format: 1, ...interpreter, lines, texts };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** The lines themselves in place of the files that they name, for people. */
export async function expandedLines(lines: readonly string[], folder: string): Promise<readonly string[]> {
  const expanded = await Promise.all(
    lines.map(async (line) => {
      const [file] = includedFiles([line]);
      if (file === undefined) return [line];
      const text = await readRequirements(file, folder);
      return text.split("\n").map((inner) => inner.replace(/(^|\s)#.*$/, "").trim());
    }),
  );
  return expanded.flat().filter((line) => line !== "");
}

function includedFiles(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const [option, file] = splitOption(line);
    const isInclude = option !== undefined && ["-r", "--requirement", "-c", "--constraint"].includes(option);
    return isInclude && file !== undefined ? [file] : [];
  });
}

/** Files may include files; pip itself ends in an error where they do so in a circle. */
const includeDepth = 8;

async function readIncluded(file: string, folder: string, depth: number): Promise<readonly string[]> {
  const text = await readRequirements(file, folder);
  if (depth === includeDepth) return [text];
  const inner = includedFiles(text.split("\n").map((line) => line.trim()));
  // Relative to the file that includes them.
  const texts = await Promise.all(inner.map((name) => readIncluded(name, dirname(join(folder, file)), depth + 1)));
  return [text, ...texts.flat()];
}

async function readRequirements(file: string, folder: string): Promise<string> {
  try {
    return await readFile(join(folder, file), "utf8");
  } catch (cause) {
    throw new TroupeError(`there is no requirements file ${file} in the pipeline's code`, {
      code: "ENVIRONMENT_FAILED",
      reaction: "reject",
      cause,
    });
  }
}
