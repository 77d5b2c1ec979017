/** Applies the pipelines of a file or a folder, now and after each change. What is wrong is said, and waits for a mend. */
import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { TroupeError } from "@troupe/core";
import { type Bundle, defaultIgnores } from "@troupe/sdk/bundle";
import type { Client } from "@troupe/sdk/client";
import ignore from "ignore";
import { appliedText } from "../commands/apply.ts";
import { bundleFile } from "../commands/bundle-file.ts";
import type { Context } from "../context.ts";
import { clock } from "../render/duration.ts";
import { errorReport } from "../report-error.ts";

/** An editor writes a file in several steps; one change is applied once. */
const settleMs = 120;

export interface PipelineWatch {
  close(): void;
}

export async function watchPipelines(context: Context, client: Client, path: string): Promise<PipelineWatch> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false;
  const root = isFolder ? resolve(path) : dirname(resolve(path));
  const apply = serially(async () => {
    const files = isFolder ? await modulesIn(path) : [path];
    for (const file of files) await applyFile(context, client, file, isFolder);
  });
  await apply();
  const watcher = onChange(root, () => void apply());
  return { close: () => watcher.close() };
}

async function applyFile(context: Context, client: Client, file: string, mayHaveNone: boolean): Promise<void> {
  const { terminal, now, env } = context;
  const { style } = terminal;
  const at = style.dim(clock(new Date(now())));
  try {
    const bundle: Bundle = await bundleFile(
      { ...context, terminal: { ...terminal, say: () => {} } },
      { file, pipeline: null },
    );
    for (const applied of await client.apply(bundle))
      if (applied.changed) terminal.say(`${at}  ${appliedText(applied, style)}`);
  } catch (error) {
    if (mayHaveNone && error instanceof TroupeError && error.code === "NO_PIPELINE") return;
    terminal.say(`${at}  ${errorReport(error, { style, debug: Boolean(env.TROUPE_DEBUG) })}`);
  }
}

/** Modules that may export pipelines: those of the folder itself, not of what is below. */
async function modulesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /\.m?[jt]s$/.test(name) && !/(\.test|\.spec|\.config|\.d)\.m?[jt]s$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function onChange(root: string, changed: () => void): FSWatcher {
  const ignored = ignore().add([...defaultIgnores]);
  let timer: NodeJS.Timeout | undefined;
  return watch(root, { recursive: true }, (_event, name) => {
    const path = name === null ? "" : relative(root, join(root, name));
    if (path === "" || ignored.ignores(path)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, settleMs);
  });
}

/** One at a time; what is asked for meanwhile is done once, afterwards. */
function serially(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let isWanted = false;
  const loop = async (): Promise<void> => {
    do {
      isWanted = false;
      await work();
    } while (isWanted);
    current = null;
  };
  return () => {
    isWanted = true;
    current ??= loop();
    return current;
  };
}
