/** From a failed call to a TroupeError: the one place that reads gRPC's status and its details. */
import { type ServiceError, status } from "@grpc/grpc-js";
import { isObject, type Reaction, TroupeError } from "@troupe/core";
import { errorDetails } from "@troupe/proto";
import type { Endpoint } from "../../client/endpoint.ts";

export function toTroupeError(error: unknown, endpoint: Endpoint): unknown {
  if (!isServiceError(error)) return error;
  const details = errorDetails(error);
  if (details === undefined) return withoutDetails(error, endpoint);
  return new TroupeError(error.details, {
    code: details.reason,
    reaction: retried.has(error.code) ? "retry" : "reject",
    problems: details.violations,
    details: details.metadata,
    cause: error,
  });
}

/** Statuses after which the same call may work. ABORTED: a stream that was ended because its reader was too slow. */
const retried: ReadonlySet<number> = new Set([status.UNAVAILABLE, status.ABORTED]);

/**
 * True if nothing answered, what answered was on its way out, or the connection was cut before the answer was here: another
 * try may find it. A silent peer is none of these.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof TroupeError) || !isServiceError(error.cause)) return false;
  return error.cause.code === status.UNAVAILABLE || error.code === "STREAM_CUT";
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && isObject(error) && typeof error.code === "number" && "metadata" in error;
}

/** The call did not reach Troupe's code: the connection, a proxy, or the gRPC library says so. */
function withoutDetails(error: ServiceError, endpoint: Endpoint): TroupeError {
  const { code, reaction, message } = described(error, endpoint);
  return new TroupeError(message, { code, reaction, details: { address: endpoint.address }, cause: error });
}

interface Described {
  readonly code: string;
  readonly reaction: Reaction;
  readonly message: string;
}

function described(error: ServiceError, { address, namedBy, token }: Endpoint): Described {
  switch (error.code) {
    case status.UNAVAILABLE:
      return {
        code: "COORDINATOR_UNREACHABLE",
        reaction: "retry",
        message: `no coordinator answers at ${address} (${namedBy}); start one with \`troupe dev\`, or name another with --address or TROUPE_ADDRESS`,
      };
    case status.DEADLINE_EXCEEDED:
      return {
        code: "COORDINATOR_SILENT",
        reaction: "retry",
        message: `the coordinator at ${address} took the call but did not answer in time`,
      };
    // What the connection says when it is cut under a stream: nobody asked for it.
    case status.CANCELLED:
    case status.INTERNAL:
      return {
        code: "STREAM_CUT",
        reaction: "retry",
        message: `the connection to the coordinator at ${address} was cut: ${error.details}`,
      };
    case status.UNAUTHENTICATED:
      return {
        code: "UNAUTHENTICATED",
        reaction: "reject",
        message: `the coordinator at ${address} ${token === null ? "asks for a token" : "does not accept this token"}; give it with --token-file or TROUPE_TOKEN_FILE`,
      };
    case status.UNIMPLEMENTED:
      return {
        code: "UNIMPLEMENTED",
        reaction: "reject",
        message: `the coordinator at ${address} does not know this call; it may be older than this client`,
      };
    default:
      return { code: status[error.code] ?? "UNKNOWN", reaction: "reject", message: error.details || error.message };
  }
}
