/** What NATS answers, in our words. Whatever it is, nothing is lost by it: NATS carries copies. */
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { TroupeError } from "@troupe/core";

export function natsUnreachable(cause?: unknown): TroupeError {
  return new TroupeError("NATS does not answer. What needs it goes on when it is there again.", {
    code: "NATS_UNREACHABLE",
    reaction: "retry",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Errors of the client, translated; ours as they are. */
export function natsError(error: unknown): TroupeError {
  if (error instanceof TroupeError) return error;
  if (!(error instanceof JetStreamApiError)) return natsUnreachable(error);
  return new TroupeError(`NATS JetStream refused a request (${error.message}). It is made again in a moment.`, {
    code: "NATS_REFUSED",
    reaction: "retry",
    cause: error,
  });
}

/** Somebody else has written in between. */
export function isWrongSequence(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
      error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown)
  );
}

export function isAbsent(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.StreamNotFound || error.code === JetStreamApiCodes.NoMessageFound)
  );
}
