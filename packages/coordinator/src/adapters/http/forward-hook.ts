/** Hands a delivery on to the coordinator that leads. */
import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { TroupeError } from "@troupe/core";
import type { Trust } from "@troupe/proto";
import { askedByHeader } from "../../ports/ask-leader.ts";

export type ForwardHook = (
  url: URL,
  headers: IncomingHttpHeaders,
  body: Uint8Array,
) => Promise<{ readonly status: number; readonly body: string }>;

/** What the leader checks again. */
const handedOn = [
  "content-type",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
  "x-hub-signature-256",
  "x-github-delivery",
  "x-github-event",
];
const deadlineMs = 8000;

export function forwardHooks(self: string, trust: Trust | null): ForwardHook {
  return async (url, headers, body) => {
    const kept = handedOn.flatMap((name) =>
      typeof headers[name] === "string" ? [[name, headers[name]] as const] : [],
    );
    const sent = {
      ...Object.fromEntries(kept),
      [askedByHeader]: encodeURIComponent(self),
      "content-length": body.length,
    };
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      const response = await request(url, sent, body, trust, signal);
      return { status: response.statusCode ?? 502, body: await text(response) };
    } catch (cause) {
      throw new TroupeError(
        `The coordinator that leads, at ${url.origin}, does not answer. Deliver it again: it starts one run, however often it comes.`,
        { code: "NOT_LEADER", reaction: "retry", details: { leader_http: url.origin }, cause },
      );
    }
  };
}

function request(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: Uint8Array,
  trust: Trust | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { method: "POST", headers, signal };
  const sending =
    url.protocol === "https:"
      ? https.request(url, { ...options, ...(trust && { ca: trust.ca, cert: trust.cert, key: trust.key }) }, resolve)
      : http.request(url, options, resolve);
  sending.once("error", reject).end(body);
  return promise;
}
