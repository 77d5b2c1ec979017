/** The files of a pipeline's directory that travel with it: all but what `.troupeignore` and our defaults leave out. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { TroupeError } from "@troupe/core";
import ignore, { type Ignore } from "ignore";

export interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly absolutePath: string;
  readonly size: number;
  readonly isExecutable: boolean;
}

export interface SourceTree {
  /** Sorted by path, the same on every machine. */
  readonly files: readonly SourceFile[];
  /** Says whether a path was left out, and by which rule. */
  ruleThatIgnores(path: string): string | null;
}

export const ignoreFile = ".troupeignore";

/** What no step needs, and what nobody wants to have sent. `!name` in `.troupeignore` takes one back. */
export const defaultIgnores: readonly string[] = [
  "node_modules",
  ".git",
  ".venv",
  "venv",
  "__pycache__",
  "*.pyc",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".ipynb_checkpoints",
  ".troupe",
  "dist",
  "*.log",
  ".DS_Store",
  ".env",
  ".env.*",
];

export async function sourceFiles(root: string): Promise<SourceTree> {
  const rules = await readRules(root);
  const files: SourceFile[] = [];
  await walk({ root, realRoot: await realpath(root), rules, files }, "", []);
  // By code unit: a locale would sort differently elsewhere.
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files,
    ruleThatIgnores: (path) => rules.test(path).rule?.pattern ?? null,
  };
}

async function readRules(root: string): Promise<Ignore> {
  const own = await readFile(join(root, ignoreFile), "utf8").catch(() => "");
  return ignore().add(defaultIgnores).add(own);
}

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly rules: Ignore;
  readonly files: SourceFile[];
}

/** `above` holds the real paths of the folders that are being walked: a link to one of them would never end. */
async function walk(context: Walk, folder: string, above: readonly string[]): Promise<void> {
  const real = await realpath(join(context.root, folder));
  if (above.includes(real)) throw linkLoops(folder);
  for (const entry of await readdir(real, { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const isFolder = entry.isSymbolicLink() ? await leadsToFolder(context, path) : entry.isDirectory();
    if (context.rules.ignores(isFolder ? `${path}/` : path)) continue;
    if (isFolder) await walk(context, path, [...above, real]);
    else if (entry.isFile() || entry.isSymbolicLink()) context.files.push(await sourceFile(context.root, path));
  }
}

/** A link is followed, so that what is unpacked elsewhere holds no links. One that leaves the folder is refused. */
async function leadsToFolder({ root, realRoot, rules }: Walk, path: string): Promise<boolean> {
  if (rules.ignores(path) || rules.ignores(`${path}/`)) return false;
  const target = await realpath(join(root, path)).catch(() => null);
  if (target === null) throw linkRefused(path, "leads nowhere");
  const inside = relative(realRoot, target);
  if (inside === ".." || inside.startsWith(`..${sep}`))
    throw linkRefused(path, `leads out of the folder, to ${target}`);
  return (await stat(target)).isDirectory();
}

async function sourceFile(root: string, path: string): Promise<SourceFile> {
  const absolutePath = join(root, path);
  const { size, mode } = await stat(absolutePath);
  return { path, absolutePath, size, isExecutable: (mode & 0o100) !== 0 };
}

function linkRefused(path: string, why: string): TroupeError {
  return new TroupeError(
    `the symbolic link ${path} ${why}, so it cannot travel with the pipeline; copy what it leads to, or add ${path} to ${ignoreFile}`,
    { code: "SYMLINK_REFUSED", reaction: "reject", details: { path } },
  );
}

function linkLoops(path: string): TroupeError {
  return new TroupeError(
    `the symbolic link ${path} leads to a folder that it stands in; add ${path} to ${ignoreFile}`,
    {
      code: "SYMLINK_REFUSED",
      reaction: "reject",
      details: { path },
    },
  );
}
