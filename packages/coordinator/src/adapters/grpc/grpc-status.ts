/** A refusal as grpc-js sends it: status, message, and google.rpc details in the trailer. */
import * as grpc from "@grpc/grpc-js";
import { type ErrorDetails, encodeErrorDetails, errorDetailsKey } from "@troupe/proto";
import type { Refusal } from "../../api/refusal.ts";
import { statuses } from "../../api/status.ts";

/** Clients take 8 KiB of trailers by default. Base64 adds a third, and the message travels percent-encoded. */
const limits = { message: 1024, details: 4096 } as const;

export type GrpcStatus = Error & Pick<grpc.StatusObject, "code" | "details" | "metadata">;

export function toGrpcStatus({ status, message, details }: Refusal): GrpcStatus {
  const code = statuses[status].grpc;
  // Half a surrogate pair, from a cut or from a stranger, would make the encoding of the trailer throw.
  const text = shorten(message, limits.message).toWellFormed();
  const metadata = new grpc.Metadata();
  metadata.set(errorDetailsKey, encodeFitting(code, text, details));
  return Object.assign(new Error(text), { code, details: text, metadata });
}

/** Leaves out violations from the end until the rest fits; the first ones are the ones that one mends first. */
function encodeFitting(code: number, message: string, details: ErrorDetails): Buffer {
  for (let count = details.violations.length; count > 0; count = Math.floor(count / 2)) {
    const encoded = encodeErrorDetails(code, message, { ...details, violations: details.violations.slice(0, count) });
    if (encoded.length <= limits.details) return encoded;
  }
  const plain = encodeErrorDetails(code, message, { ...details, violations: [] });
  if (plain.length <= limits.details) return plain;
  return encodeErrorDetails(code, message, { ...details, metadata: {}, violations: [], resource: null });
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
