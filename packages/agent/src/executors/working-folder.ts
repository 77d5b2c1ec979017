/**
 * Where a program runs: a copy of the pipeline's code that is the attempt's own. What the project opens by a relative
 * path is there, as when it is run by hand; and so is what it writes, without a thought for the many attempts that do the
 * same at the same moment (each round of a map writes its "model.joblib").
 */
import { constants, type Dirent, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { chmod, copyFile, readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** Larger files are links into the shared code: data that came along, which nobody writes to. */
const copiedBytes = 8 * 1024 * 1024;
/** Small files are kept in memory, so that laying one out is one write. Of one bundle, at most. */
const keptBytes = 4 * 1024 * 1024;
/** Bundles that are known at a time. */
const bundlesKept = 8;
/** Made by the bundler, for functions. */
const notForPrograms = new Set(["pipeline.mjs", "pipeline.mjs.map"]);

interface CodeFile {
  readonly path: string;
  readonly mode: number;
  /** Null if it is not kept. */
  readonly content: Buffer | null;
  readonly isLinked: boolean;
}

interface CodeTree {
  /** Outer ones first. */
  readonly folders: readonly string[];
  readonly files: readonly CodeFile[];
}

export class WorkingFolders {
  /** By the folder of the code, the one that was used last at the end. */
  readonly #trees = new Map<string, Promise<CodeTree>>();

  /** Makes it. Without code it is empty. */
  async lay(target: string, codeFolder: string | null): Promise<void> {
    mkdirSync(target, { recursive: true });
    if (codeFolder === null) return;
    const { folders, files } = await this.#treeOf(codeFolder);
    for (const folder of folders) mkdirSync(join(target, folder), { recursive: true });
    for (const file of files) {
      const path = join(target, file.path);
      // Synchronous: a small file takes less time to write than to hand to another thread.
      if (file.content !== null) writeFileSync(path, file.content, { mode: file.mode });
      else if (file.isLinked) symlinkSync(join(codeFolder, file.path), path);
      else await copy(join(codeFolder, file.path), path, file.mode);
    }
  }

  #treeOf(codeFolder: string): Promise<CodeTree> {
    const tree = this.#trees.get(codeFolder) ?? readTree(codeFolder);
    this.#trees.delete(codeFolder);
    this.#trees.set(codeFolder, tree);
    tree.catch(() => this.#trees.delete(codeFolder));
    const [oldest] = this.#trees.keys();
    if (this.#trees.size > bundlesKept && oldest !== undefined) this.#trees.delete(oldest);
    return tree;
  }
}

async function readTree(codeFolder: string): Promise<CodeTree> {
  const entries = await readdir(codeFolder, { recursive: true, withFileTypes: true });
  const pathOf = (entry: Dirent) => relative(codeFolder, join(entry.parentPath, entry.name));
  const files: CodeFile[] = [];
  let kept = 0;
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = pathOf(entry);
    const { size, mode } = await stat(join(codeFolder, path));
    const isLinked = size > copiedBytes || notForPrograms.has(path);
    const isKept = !isLinked && kept + size <= keptBytes;
    if (isKept) kept += size;
    const content = isKept ? await readFile(join(codeFolder, path)) : null;
    // The shared code is read-only; this is not.
    files.push({ path, mode: (mode & 0o777) | 0o200, content, isLinked });
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  return { folders: folders.sort(), files };
}

async function copy(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, mode);
}
