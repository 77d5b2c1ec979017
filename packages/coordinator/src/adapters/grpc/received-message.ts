/**
 * Bytes that are no message. grpc-js would answer INTERNAL, as if the fault were ours; so they travel to the handler as
 * a mark, which refuses the call like any other invalid request.
 */
import { TroupeError } from "@troupe/core";
import type { MethodDefinition, ServiceDefinition } from "@troupe/proto";

const malformed = Symbol("malformed message");

/** The definition of a service with decoders that do not throw. */
export function tolerant(definition: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(Object.entries(definition).map(([name, method]) => [name, tolerantMethod(method)]));
}

/** What a tolerant decoder answered; throws where it was no message. */
export function received(message: unknown, path: string): unknown {
  if (message !== malformed) return message;
  throw new TroupeError(`the request to ${path} is not the message that this method takes`, {
    code: "MALFORMED_MESSAGE",
    reaction: "reject",
    details: { method: path },
  });
}

function tolerantMethod(method: MethodDefinition<object, object>): MethodDefinition<object, object> {
  return {
    ...method,
    requestDeserialize(bytes) {
      try {
        return method.requestDeserialize(bytes);
      } catch {
        return malformed as unknown as object;
      }
    },
  };
}
