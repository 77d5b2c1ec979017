/**
 * Reads the pipelines that a module exports, by importing it in a process of its own: the module is somebody's code, and
 * it may loop, exit, or crash. Declaring does no I/O, so that process may read files and nothing else.
 */
import { fork } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type PipelineSpec, type Problem, TroupeError } from "@troupe/core";
import type { CompiledModule } from "./ports/compiler.ts";

export interface FoundPipeline {
  readonly name: string;
  readonly spec: PipelineSpec;
}

export interface Evaluated {
  readonly pipelines: readonly FoundPipeline[];
  /** Names of everything that the module exports. */
  readonly exports: readonly string[];
  /** What it printed while it was imported. */
  readonly printed: string;
}

/** From the child. */
export type Report =
  | { readonly pipelines: readonly FoundPipeline[]; readonly exports: readonly string[] }
  | { readonly error: ReportedError };

export interface ReportedError {
  readonly message: string;
  readonly stack: string;
  readonly code: string | null;
  readonly problems: readonly Problem[];
}

export interface EvaluateRequest {
  /** The pipeline's directory: where the sources of the map are. */
  readonly root: string;
  /** For messages. */
  readonly file: string;
  readonly timeoutMs: number;
}

const printedLimit = 64 * 1024;

export async function evaluate(module: CompiledModule, request: EvaluateRequest): Promise<Evaluated> {
  const folder = await mkdtemp(join(tmpdir(), "troupe-evaluate-"));
  try {
    const path = join(folder, "pipeline.mjs");
    await writeFile(path, module.code);
    const map = { ...JSON.parse(module.sourceMap), sourceRoot: `${pathToFileURL(request.root)}/` };
    await writeFile(`${path}.map`, JSON.stringify(map));
    return await inChild(path, request);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inChild(path: string, { file, timeoutMs }: EvaluateRequest): Promise<Evaluated> {
  const script = fileURLToPath(new URL(`./evaluate-child${extname(import.meta.url)}`, import.meta.url));
  const child = fork(script, [path], {
    execArgv: ["--permission", "--allow-fs-read=*", "--enable-source-maps", "--no-warnings"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let printed = "";
  const keep = (data: Buffer): void => {
    printed = (printed + data).slice(0, printedLimit);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  let report: Report | null = null;
  child.once("message", (message: Report) => {
    report = message;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, timeoutMs);
  try {
    const exit = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    if (isLate) throw tookTooLong(file, timeoutMs, printed);
    return { ...result(report, file, exit, printed), printed };
  } finally {
    clearTimeout(timer);
  }
}

function result(
  report: Report | null,
  file: string,
  exit: string,
  printed: string,
): { readonly pipelines: readonly FoundPipeline[]; readonly exports: readonly string[] } {
  if (report === null) {
    throw refused(
      `${file} ended the process that imported it (${exit}); code at the top level may only declare`,
      printed,
    );
  }
  if (!("error" in report)) return report;
  const { message, stack, code, problems } = report.error;
  if (code === "ERR_ACCESS_DENIED") {
    throw refused(
      `${file} does I/O while it is imported; declaring does none, so move it into a step\n\n${stack}`,
      printed,
    );
  }
  // Already a refusal of ours: the definition breaks a rule of the SDK.
  if (code !== null && problems.length > 0) throw new TroupeError(message, { code, reaction: "reject", problems });
  throw refused(`${file} throws while it is imported\n\n${stack}`, printed);
}

function refused(message: string, printed: string): TroupeError {
  const details = printed === "" ? {} : { printed };
  return new TroupeError(message, { code: "PIPELINE_IMPORT_FAILED", reaction: "reject", details });
}

function tookTooLong(file: string, timeoutMs: number, printed: string): TroupeError {
  return new TroupeError(
    `importing ${file} took longer than ${timeoutMs / 1000} s and was stopped; code at the top level may only declare`,
    { code: "PIPELINE_IMPORT_TIMEOUT", reaction: "reject", details: printed === "" ? {} : { printed } },
  );
}
