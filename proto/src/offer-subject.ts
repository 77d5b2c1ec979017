/**
 * What goes down to agents over NATS: a CoordinatorMessage (an offer, a BeatEcho with a nonce, or a batch of them), as it
 * would stand on the session, on the agent's own subject, with these headers.
 */
import type { CoordinatorMessage, CoordinatorMessage__Output } from "./generated/messages.ts";
import { v1 } from "./services.ts";

export const offerHeaders = {
  cluster: "Troupe-Cluster",
  term: "Troupe-Term",
  /** W3C trace context of the attempt, if it is only one. */
  traceparent: "traceparent",
} as const;

/** `troupe.<cluster>.agent.<agent>`: one agent's own, so that nothing is shared out among agents by the broker. */
export function offerSubject(clusterId: string, agentId: string): string {
  return `troupe.${subjectToken(clusterId)}.agent.${subjectToken(agentId)}`;
}

export function encodeCoordinatorMessage(message: CoordinatorMessage): Uint8Array {
  return v1.SessionService.service.Session.responseSerialize(message);
}

/** Throws if the bytes are no such message. */
export function decodeCoordinatorMessage(bytes: Uint8Array): CoordinatorMessage__Output {
  return v1.SessionService.service.Session.responseDeserialize(Buffer.from(bytes));
}

/** Any text as one token of a subject: what a subject gives a meaning to is written as %XX. */
function subjectToken(text: string): string {
  return encodeURIComponent(text).replace(/[.*~!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
