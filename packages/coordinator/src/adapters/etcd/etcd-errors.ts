/** What etcd says went wrong, in the words of the ports. The one place where its errors are looked at. */
import { TroupeError } from "@troupe/core";
import {
  EtcdAuthenticationFailedError,
  EtcdInvalidAuthTokenError,
  EtcdPermissionDeniedError,
  GRPCInvalidArgumentError,
  GRPCResourceExhastedError,
  GRPCUnauthenticatedError,
} from "etcd3";

/**
 * Whatever is not known to be for ever may work in a moment, at this member or another. For a write it also means that
 * nobody knows whether it was applied: STORE_FULL too, which etcd may say of a write that it has applied.
 */
export function translateEtcdError(error: unknown, what: string): TroupeError {
  if (error instanceof TroupeError) return error;
  if (isFull(error)) {
    return new TroupeError(
      `etcd has no space left for ${what}: it takes no writes before its alarm is disarmed. compact and defragment it.`,
      { code: "STORE_FULL", reaction: "retry", cause: error },
    );
  }
  if (isDenied(error)) {
    return new TroupeError(`etcd refuses ${what}: this coordinator may not. Check its certificate or its user.`, {
      code: "STORE_DENIED",
      reaction: "fatal",
      cause: error,
    });
  }
  if (error instanceof GRPCInvalidArgumentError) {
    return new TroupeError(`etcd refuses ${what} as invalid: ${error.message}`, {
      code: "STORE_REFUSED",
      reaction: "fatal",
      cause: error,
    });
  }
  return new TroupeError(`etcd did not answer ${what}; it is tried again.`, {
    code: "STORE_UNREACHABLE",
    reaction: "retry",
    cause: error,
  });
}

/** etcd says the same code for too many requests in flight, which pass. Nothing but its text tells them apart. */
function isFull(error: unknown): boolean {
  return error instanceof GRPCResourceExhastedError && error.message.includes("database space exceeded");
}

function isDenied(error: unknown): boolean {
  return (
    error instanceof EtcdPermissionDeniedError ||
    error instanceof EtcdAuthenticationFailedError ||
    error instanceof EtcdInvalidAuthTokenError ||
    error instanceof GRPCUnauthenticatedError
  );
}
