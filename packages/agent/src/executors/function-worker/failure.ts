/** What a function threw, as it is reported and as it is printed. */
import { inspect } from "node:util";

/** An error of ours. No TroupeError: to load all of @troupe/core takes longer than all the rest of a worker's start. */
export class CodedError extends Error {
  override readonly name = "TroupeError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface FailureReport {
  readonly code: string;
  readonly message: string;
  /** Names of its class and of those that it extends, as far as they say something. */
  readonly errorTypes: readonly string[];
  /** Another attempt would be in vain: whoever threw it says so. */
  readonly final: boolean;
  /** For the attempt's stderr: where it was thrown, as far as that is the author's code. */
  readonly text: string;
}

/** Codes of the SDK that say more than that the function failed. */
const knownCodes = new Set([
  "TASK_INPUT_INVALID",
  "TASK_OUTPUT_INVALID",
  "TASK_OUTPUT_TOO_LARGE",
  "STEP_NOT_FOUND",
  "PIPELINE_NOT_FOUND",
]);
const messageLimit = 4000;

export function failureOf(thrown: unknown): FailureReport {
  // By its code and not by its class: the SDK in the bundle has one of its own.
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";
  return {
    code: knownCodes.has(code) ? code : "TASK_FAILED",
    message: messageOf(thrown).slice(0, messageLimit),
    errorTypes: typesOf(thrown),
    final: isMarkedFinal(thrown),
    text: textOf(thrown),
  };
}

/** Of errors that come from elsewhere `name` says more than the class: a DOMException is a TimeoutError by name. */
function typesOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error)) return [];
  const types = new Set<string>([String(thrown.name)]);
  for (let of = Object.getPrototypeOf(thrown); of !== null && types.size < 10; of = Object.getPrototypeOf(of))
    types.add(String(of.constructor?.name));
  for (const plain of ["Error", "Object", "TroupeError", "CodedError", ""]) types.delete(plain);
  return [...types].map((type) => type.slice(0, 200));
}

/** As the SDK marks its NonRetryable: by a symbol that every copy of it shares. */
const finalMark = Symbol.for("troupe.non-retryable");

function isMarkedFinal(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && Reflect.get(thrown, finalMark) === true;
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${inspect(thrown)}`;
  const { name, message } = thrown;
  return name === "Error" || name === "TroupeError" ? message : `${name}: ${message}`;
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `${messageOf(thrown)}\n`;
  const parts = [cleanStack(thrown.stack ?? String(thrown))];
  const inner = thrown instanceof AggregateError ? thrown.errors : [];
  // Causes may go round in a circle.
  for (let cause = thrown.cause, depth = 0; cause !== undefined && depth < 5; depth += 1) {
    parts.push(`Caused by: ${cause instanceof Error ? cleanStack(cause.stack ?? String(cause)) : inspect(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  for (const error of inner) parts.push(`- ${error instanceof Error ? cleanStack(error.stack ?? "") : inspect(error)}`);
  return `${parts.join("\n")}\n`;
}

const ours = [
  // This worker, which may be a source or compiled.
  /\/executors\/function-worker\//,
  /node:internal\//,
  // The SDK in a bundle, as its source map names it.
  /\/@troupe\/(sdk|core)\//,
  /\/packages\/(sdk|core)\/(src|dist)\//,
];

/** Without the frames of Troupe and of Node. */
function cleanStack(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !/^\s+at /.test(line) || !ours.some((pattern) => pattern.test(line)))
    .join("\n");
}
