/** From `file.ts` or `file.ts:name` to a bundle, saying what went into it. */
import { TroupeError } from "@troupe/core";
import type { Bundle, FoundPipeline } from "@troupe/sdk/bundle";
import type { Context } from "../context.ts";
import { bytes, count } from "../render/amount.ts";
import { duration } from "../render/duration.ts";
import { indent } from "../render/text.ts";

export interface Entry {
  readonly file: string;
  /** Which of the file's pipelines; null: all, or the only one. */
  readonly pipeline: string | null;
}

/** Null if the text names no file: it is a pipeline's name. */
export function parseEntry(text: string): Entry | null {
  const [, file, pipeline] = /^(.*?\.[cm]?[jt]sx?)(?::([^:/]+))?$/.exec(text) ?? [];
  if (file !== undefined) return { file, pipeline: pipeline ?? null };
  return /[/.]/.test(text) ? { file: text, pipeline: null } : null;
}

export async function bundleFile({ terminal, now }: Context, { file, pipeline }: Entry): Promise<Bundle> {
  const startedAt = now();
  const { bundlePipelines } = await import("@troupe/sdk/bundle");
  const { style } = terminal;
  const color = style.dim("x") !== "x";
  const bundle = await bundlePipelines(file, { color });
  if (bundle.printed !== "") terminal.say(style.dim(indent(bundle.printed.trimEnd(), `${file}: `)));
  const size = `${count(bundle.files.length, "file")}, ${bytes(bundle.archive.length)}`;
  terminal.say(style.dim(`bundled ${size} in ${duration(now() - startedAt)}`));
  return pipeline === null ? bundle : { ...bundle, pipelines: [pick(bundle, file, pipeline)] };
}

/** The one pipeline of a file that a run is of. */
export function onlyPipeline({ pipelines }: Bundle, file: string): FoundPipeline {
  const [first, ...others] = pipelines;
  if (first !== undefined && others.length === 0) return first;
  const names = pipelines.map(({ name }) => `${file}:${name}`);
  throw new TroupeError(`${file} exports ${pipelines.length} pipelines; say which one to run: ${names.join(", ")}`, {
    code: "USAGE",
    reaction: "reject",
  });
}

function pick({ pipelines }: Bundle, file: string, name: string): FoundPipeline {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined) return found;
  const names = pipelines.map((pipeline) => pipeline.name).join(", ");
  throw new TroupeError(`${file} exports no pipeline ${name}; it exports ${names}`, {
    code: "PIPELINE_NOT_FOUND",
    reaction: "reject",
  });
}
