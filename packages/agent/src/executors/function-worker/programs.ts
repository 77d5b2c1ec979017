/** The pipelines of a code bundle, as the SDK exports them. */
import { pathToFileURL } from "node:url";

/** What the SDK gives to whoever runs a step. Written out here, for a bundle brings an SDK of its own version. */
export interface StepHost {
  readonly signal: AbortSignal;
  readonly attempt: {
    readonly runId: string;
    readonly task: string;
    readonly attempt: number;
    readonly pipeline: string;
  };
  metric(name: string, value: number, step?: number): void;
  progress(fraction: number, message?: string): void;
  log(level: "debug" | "info" | "warn" | "error", message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Absent: none was left. */
  readonly checkpoint?: { readonly path: string; readonly step: number | null };
  saveCheckpoint(path: string, step?: number): Promise<void>;
  save(kind: string, path: string): Promise<{ kind: string; path: string; digest: `sha256:${string}`; size: number }>;
}

export interface Program {
  readonly name: string;
  execute(step: string, inputs: unknown, host: StepHost): Promise<unknown>;
}

const mark = Symbol.for("troupe.pipeline");
const knownFormat = 1;

/** By the name of the pipeline. */
export async function loadPrograms(module: string): Promise<ReadonlyMap<string, Program>> {
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(module).href);
  const programs = new Map<string, Program>();
  for (const value of Object.values(exported)) {
    const program = programOf(value);
    if (program !== undefined) programs.set(program.name, program);
  }
  return programs;
}

function programOf(value: unknown): Program | undefined {
  const isCarrier = isObject(value) || typeof value === "function";
  const program: unknown = isCarrier ? Reflect.get(value, mark) : undefined;
  if (!isObject(program)) return undefined;
  const { format, name } = program as { readonly format?: unknown; readonly name?: unknown };
  if (format !== knownFormat) {
    throw new Error(
      `pipeline ${String(name)} has the format ${String(format)}; this agent knows ${knownFormat}. Upgrade it, or bundle with an older SDK`,
    );
  }
  return isProgram(program) ? program : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isProgram(value: object): value is Program {
  return "name" in value && typeof value.name === "string" && "execute" in value && typeof value.execute === "function";
}
