/** Runs in a process of its own (evaluate.ts): imports a module and reports the pipelines that it exports. */
import { argv, exit } from "node:process";
import { pathToFileURL } from "node:url";
import type { FoundPipeline, Report, ReportedError } from "./evaluate.ts";

// Not imported from the SDK: the module has a copy of its own inside, and this process should start fast.
const mark = Symbol.for("troupe.pipeline");
const format = 1;

report(await read(argv[2] ?? ""));

async function read(path: string): Promise<Report> {
  try {
    const module: Record<string, unknown> = await import(pathToFileURL(path).href);
    // One pipeline may be exported under two names.
    const pipelines = new Set(
      Object.values(module)
        .map(marked)
        .filter((found) => found !== null),
    );
    return { pipelines: [...pipelines], exports: Object.keys(module) };
  } catch (error) {
    return { error: reported(error) };
  }
}

/** Sent, then gone: timers and sockets of the module must not keep the process alive. */
function report(message: Report): void {
  process.send?.(message, () => exit(0));
}

function marked(value: unknown): FoundPipeline | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  const program = (value as { readonly [mark]?: FoundPipeline & { readonly format: number } })[mark];
  if (program === undefined) return null;
  if (program.format === format) return { name: program.name, spec: program.spec };
  throw new Error(`pipeline ${program.name} was built by a version of @troupe/sdk that this command does not know`);
}

function reported(error: unknown): ReportedError {
  if (!(error instanceof Error)) return { message: String(error), stack: String(error), code: null, problems: [] };
  const { code, problems } = error as Error & { readonly code?: unknown; readonly problems?: unknown };
  return {
    message: error.message,
    stack: withoutOwnFrames(error.stack ?? error.message),
    code: typeof code === "string" ? code : null,
    problems: Array.isArray(problems) ? problems : [],
  };
}

/** Frames of Node and of this file say nothing to the author of the module. */
function withoutOwnFrames(stack: string): string {
  const isOwn = (line: string): boolean =>
    /^ {4}at /.test(line) && (line.includes("node:internal") || line.includes("evaluate-child"));
  return stack
    .split("\n")
    .filter((line) => !isOwn(line))
    .join("\n");
}
