/** What an error of the API carries beside its status: google.rpc details in the trailer `grpc-status-details-bin`. */
import { loadSync, type MessageTypeDefinition } from "@grpc/proto-loader";
import { loaderOptions } from "./loader-options.ts";

/** The trailer that carries the details, by convention of gRPC. */
export const errorDetailsKey = "grpc-status-details-bin";

export interface ErrorDetails {
  /** Stable, from docs/errors.md: "RUN_NOT_FOUND". */
  readonly reason: string;
  /** Machine-readable facts: the run that has this request id, the leader's address. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  /** What was not found, or was there already. */
  readonly resource: { readonly type: string; readonly name: string } | null;
}

/** One field that is wrong. */
export interface Violation {
  readonly field: string;
  readonly message: string;
  /** How to mend it. */
  readonly fix: string;
}

export function encodeErrorDetails(code: number, message: string, details: ErrorDetails): Buffer {
  const packed = [pack(errorInfo, { reason: details.reason, domain, metadata: details.metadata })];
  if (details.violations.length > 0)
    packed.push(pack(badRequest, { fieldViolations: details.violations.map(toFieldViolation) }));
  if (details.resource !== null)
    packed.push(pack(resourceInfo, { resourceType: details.resource.type, resourceName: details.resource.name }));
  return status.serialize({ code, message, details: packed });
}

/** Undefined if the bytes are not ours. */
export function decodeErrorDetails(bytes: Uint8Array): ErrorDetails | undefined {
  try {
    const { details } = status.deserialize(Buffer.from(bytes));
    const info = unpack(errorInfo, details);
    if (info?.domain !== domain) return undefined;
    const resource = unpack(resourceInfo, details);
    return {
      reason: info.reason,
      metadata: info.metadata,
      violations: (unpack(badRequest, details)?.fieldViolations ?? []).map(fromFieldViolation),
      resource: resource === undefined ? null : { type: resource.resourceType, name: resource.resourceName },
    };
  } catch {
    // A proxy may put anything into the trailer; the status itself still says what happened.
    return undefined;
  }
}

/** The details of a failed call; undefined for errors that are not a call's, or not Troupe's. */
export function errorDetails(error: unknown): ErrorDetails | undefined {
  const metadata = (error as { readonly metadata?: { get?: (key: string) => unknown[] } } | null | undefined)?.metadata;
  const [value] = metadata?.get?.(errorDetailsKey) ?? [];
  return value instanceof Uint8Array ? decodeErrorDetails(value) : undefined;
}

const domain = "troupe";
const typePrefix = "type.googleapis.com/";

interface Any {
  readonly type_url: string;
  readonly value: Buffer;
}

interface Packed<Message> {
  readonly name: string;
  readonly type: MessageTypeDefinition<Message, Message>;
}

const definitions = loadSync(["google/rpc/status.proto", "google/rpc/error_details.proto"], loaderOptions);

const status = message<{ code: number; message: string; details: readonly Any[] }>("google.rpc.Status").type;
const errorInfo = message<{ reason: string; domain: string; metadata: Readonly<Record<string, string>> }>(
  "google.rpc.ErrorInfo",
);
const badRequest = message<{ fieldViolations: readonly { field: string; description: string }[] }>(
  "google.rpc.BadRequest",
);
const resourceInfo = message<{ resourceType: string; resourceName: string }>("google.rpc.ResourceInfo");

function message<Message>(name: string): Packed<Message> {
  return { name, type: definitions[name] as unknown as MessageTypeDefinition<Message, Message> };
}

function pack<Message>({ name, type }: Packed<Message>, value: Message): Any {
  return { type_url: typePrefix + name, value: type.serialize(value) };
}

function unpack<Message>({ name, type }: Packed<Message>, details: readonly Any[]): Message | undefined {
  const found = details.find((any) => any.type_url === typePrefix + name);
  return found === undefined ? undefined : type.deserialize(found.value);
}

// google.rpc has one description a field: what is wrong stands in its first line, the remedy in the second.
function toFieldViolation({ field, message: wrong, fix }: Violation): { field: string; description: string } {
  return { field, description: `${wrong.replaceAll("\n", " ")}\n${fix}` };
}

function fromFieldViolation({ field, description }: { field: string; description: string }): Violation {
  const [wrong = "", ...fix] = description.split("\n");
  return { field, message: wrong, fix: fix.join("\n") };
}
