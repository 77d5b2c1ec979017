/** Applies the pipelines of a file or a folder, now and after each change. What is wrong is said, and waits for a mend. */
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { TroupeError } from "@troupe/core";
import type { Client } from "@troupe/sdk/client";
import { appliedText } from "../commands/apply.ts";
import { bundleFile } from "../commands/bundle-file.ts";
import type { Context } from "../context.ts";
import { clock } from "../render/duration.ts";
import { errorReport } from "../report-error.ts";
import { FolderWatch } from "./folder-watch.ts";

export interface PipelineWatch {
  close(): void;
}

/** By file. */
type Known = Map<string, Module>;

interface Module {
  /** What is new, or was wrong before, is worth a line also if it changes nothing. */
  readonly state: "applied" | "wrong" | "no pipeline";
  /** Of what it was made; those of before, while it is wrong. */
  readonly folders: readonly string[];
}

export async function watchPipelines(context: Context, client: Client, path: string): Promise<PipelineWatch> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false;
  const root = isFolder ? resolve(path) : dirname(resolve(path));
  const known: Known = new Map();
  const apply = serially(async () => {
    try {
      const files = isFolder ? await modulesIn(path) : [path];
      for (const file of files) known.set(file, await applyFile(context, client, file, known.get(file)));
      watching.look([root, ...[...known.values()].flatMap(({ folders }) => folders)]);
    } catch (error) {
      say(context, error);
    }
  });
  const watching = new FolderWatch(() => void apply());
  // Before the first apply: what changes while that reads would be missed.
  watching.look([root]);
  await apply();
  return watching;
}

async function applyFile(
  context: Context,
  client: Client,
  file: string,
  before: Module = { state: "no pipeline", folders: [] },
): Promise<Module> {
  const { terminal } = context;
  const quiet: Context = { ...context, terminal: { ...terminal, say: () => {} } };
  try {
    const bundle = await bundleFile(quiet, { file, pipeline: null });
    for (const applied of await client.apply(bundle))
      if (applied.changed || before.state !== "applied")
        terminal.say(`${stamp(context)}  ${appliedText(applied, terminal.style)}`);
    return { state: "applied", folders: foldersOf(bundle.sources) };
  } catch (error) {
    // A module beside the pipelines. One that had some until now is worth a word.
    const hasNone = error instanceof TroupeError && error.code === "NO_PIPELINE";
    if (hasNone && before.state !== "applied") return { ...before, state: "no pipeline" };
    say(context, error);
    return { ...before, state: "wrong" };
  }
}

function say(context: Context, error: unknown): void {
  const { terminal, env } = context;
  const report = errorReport(error, { style: terminal.style, debug: Boolean(env.TROUPE_DEBUG) });
  terminal.say(`${stamp(context)}  ${report}`);
}

function stamp({ terminal, now }: Context): string {
  return terminal.style.dim(clock(new Date(now())));
}

/** Installed packages change with an install, which is no edit. */
function foldersOf(sources: readonly string[]): readonly string[] {
  return sources.filter((source) => !source.includes("node_modules")).map((source) => dirname(source));
}

/** Modules that may export pipelines: those of the folder itself, not of what is below. */
async function modulesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /\.m?[jt]s$/.test(name) && !/(\.test|\.spec|\.config|\.d)\.m?[jt]s$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** One at a time; what is asked for meanwhile is done once, afterwards. `work` throws nothing. */
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
