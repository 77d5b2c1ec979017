/** From a TypeScript file to what is applied: the pipelines that it declares, and the code of their steps by digest. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { type Digest, TroupeError } from "@troupe/core";
import { withCachedCode } from "./cached-code.ts";
import { checkScripts } from "./check-scripts.ts";
import { evaluate, type FoundPipeline } from "./evaluate.ts";
import type { CompiledModule } from "./ports/compiler.ts";
import { ignoreFile, type SourceFile, type SourceTree, sourceFiles } from "./source-files.ts";
import { packTar, type TarEntry } from "./tar.ts";

export interface Bundle {
  readonly pipelines: readonly FoundPipeline[];
  /** Of the archive: "sha256:…". The same sources give the same digest on any machine. */
  readonly digest: Digest;
  /** A tar: the pipeline's directory, `pipeline.mjs` with every step's function, and its source map. */
  readonly archive: Uint8Array;
  /** Paths in the archive. */
  readonly files: readonly string[];
  /** Every source that it was made of, absolute: what to watch for changes. */
  readonly sources: readonly string[];
  /** What the file printed while it was imported. */
  readonly printed: string;
}

export interface BundleOptions {
  /** Colours in the frames of compile errors. Default: none. */
  readonly color?: boolean;
  /** How long the import of the file may take. Default: 10 s. */
  readonly timeoutMs?: number;
}

export const bundleLimitBytes = 50 * 1024 * 1024;
const defaultTimeoutMs = 10_000;
const moduleFile = "pipeline.mjs";

/**
 * Bundles a file that exports pipelines, with everything in its directory that `.troupeignore` does not leave out.
 *
 * @example
 * await client.apply(await bundlePipelines("pipelines/churn.ts"));
 *
 * @throws TroupeError ENTRY_NOT_FOUND, BUNDLE_FAILED (with frames), PIPELINE_IMPORT_FAILED, PIPELINE_IMPORT_TIMEOUT,
 * NO_PIPELINE, DUPLICATE_PIPELINE, MISSING_SCRIPT, SYMLINK_REFUSED, BUNDLE_TOO_LARGE, or what the declaration itself breaks.
 */
export async function bundlePipelines(file: string, options: BundleOptions = {}): Promise<Bundle> {
  const path = resolve(file);
  await checkEntry(file, path);
  const root = dirname(path);
  // Lazily: a client that applies nothing loads no compiler.
  const { esbuildCompiler } = await import("../adapters/esbuild/compile.ts");
  const compiler = esbuildCompiler({ color: options.color ?? false });
  const [module, tree] = await Promise.all([compiler.compile({ root, file: basename(path) }), sourceFiles(root)]);
  checkSize(tree.files, module);
  const request = { root, file, timeoutMs: options.timeoutMs ?? defaultTimeoutMs };
  const { pipelines, exports, printed } = await evaluate(module, request);
  checkPipelines(file, pipelines, exports);
  checkScripts(pipelines, root, tree);
  const entries = await archiveEntries(tree, module);
  const archive = packTar(entries);
  return {
    pipelines: withCachedCode(pipelines, entries),
    digest: `sha256:${createHash("sha256").update(archive).digest("hex")}`,
    archive,
    files: entries.map((entry) => entry.path),
    sources: [...new Set([...module.inputs.map((input) => resolve(root, input)), ...absolute(tree)])],
    printed,
  };
}

async function checkEntry(file: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return;
  throw new TroupeError(
    found === null ? `there is no file ${file}` : `${file} is a folder: name the file in it that exports the pipeline`,
    { code: "ENTRY_NOT_FOUND", reaction: "reject", details: { path } },
  );
}

function checkPipelines(file: string, pipelines: readonly FoundPipeline[], exports: readonly string[]): void {
  if (pipelines.length === 0) {
    const what = exports.length === 0 ? "nothing" : `no pipeline, only ${exports.join(", ")}`;
    throw new TroupeError(`${file} exports ${what}; write \`export default pipeline("name", {}, () => { … })\``, {
      code: "NO_PIPELINE",
      reaction: "reject",
    });
  }
  const names = pipelines.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new TroupeError(`${file} exports two pipelines named ${twice}; give one of them another name`, {
    code: "DUPLICATE_PIPELINE",
    reaction: "reject",
    details: { pipeline: twice },
  });
}

function checkSize(files: readonly SourceFile[], module: CompiledModule): void {
  const total = files.reduce((sum, { size }) => sum + size, module.code.length + module.sourceMap.length);
  if (total <= bundleLimitBytes) return;
  const largest = [...files].sort((a, b) => b.size - a.size).slice(0, 5);
  const list = largest.map(({ path, size }) => `  ${mebibytes(size)}  ${path}`).join("\n");
  throw new TroupeError(
    `the pipeline's directory holds ${mebibytes(total)}, more than the ${mebibytes(bundleLimitBytes)} that travel with a pipeline. The largest files:\n${list}\nLeave out what no step reads by naming it in ${ignoreFile}, one pattern a line as in .gitignore; data belongs into an artifact.`,
    { code: "BUNDLE_TOO_LARGE", reaction: "reject", details: { bytes: String(total) } },
  );
}

async function archiveEntries(tree: SourceTree, module: CompiledModule): Promise<readonly TarEntry[]> {
  const made = [moduleFile, `${moduleFile}.map`];
  const sources = await Promise.all(
    tree.files
      .filter(({ path }) => !made.includes(path))
      .map(async ({ path, absolutePath, isExecutable }) => ({
        path,
        isExecutable,
        data: await readFile(absolutePath),
      })),
  );
  const [code, sourceMap] = [module.code, module.sourceMap].map((text) => Buffer.from(text));
  return [
    ...sources,
    { path: moduleFile, isExecutable: false, data: code ?? Buffer.alloc(0) },
    { path: `${moduleFile}.map`, isExecutable: false, data: sourceMap ?? Buffer.alloc(0) },
  ];
}

function absolute({ files }: SourceTree): readonly string[] {
  return files.map(({ absolutePath }) => absolutePath);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
