/** What a call was refused with, or that nobody answered. */

export interface Refusal {
  /** Stable, from docs/errors.md. */
  readonly code: string;
  /** The status of gRPC: "NOT_FOUND". */
  readonly status: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Violation {
  readonly field: string;
  readonly message: string;
  readonly fix?: string;
}

export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: string;
  readonly status: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor({ code, status, message, details }: Refusal, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  /** Whether the same call may succeed in a moment. */
  get isPassing(): boolean {
    return passing.has(this.status);
  }
}

const passing: ReadonlySet<string> = new Set(["UNAVAILABLE", "ABORTED", "RESOURCE_EXHAUSTED"]);

export function isPassing({ status }: Refusal): boolean {
  return passing.has(status);
}

/** Whatever a proxy or a broken connection answers becomes a refusal that says so. */
export function toRefusal(httpStatus: number, body: unknown): Refusal {
  if (isRefusal(body)) return { ...body, details: body.details ?? {} };
  return {
    code: "ANSWER_UNREADABLE",
    status: httpStatus >= 500 ? "UNAVAILABLE" : "UNKNOWN",
    message: `The coordinator answered ${httpStatus}, and nothing that can be read.`,
    details: {},
  };
}

export function unreachable(cause: unknown): Refusal {
  return {
    code: "COORDINATOR_UNREACHABLE",
    status: "UNAVAILABLE",
    message: "The coordinator does not answer.",
    details: { cause: String(cause) },
  };
}

function isRefusal(body: unknown): body is Refusal {
  if (typeof body !== "object" || body === null) return false;
  const { code, status, message } = body as Record<string, unknown>;
  return typeof code === "string" && typeof status === "string" && typeof message === "string";
}
