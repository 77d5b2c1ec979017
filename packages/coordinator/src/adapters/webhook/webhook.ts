/** Webhooks for programs: JSON, signed as https://www.standardwebhooks.com says, so that any of its libraries verifies it. */
import { createHmac } from "node:crypto";
import type { OutgoingNotice } from "@troupe/engine";
import type { SendBy } from "../../connections/connected-messenger.ts";
import { post } from "./post.ts";

export const sendToWebhook: SendBy<"webhook"> = (message, { url, secret }, signal) => {
  const body = JSON.stringify(bodyOf(message));
  const timestamp = String(Math.floor(message.sentAt / 1000));
  const signed = secret === undefined ? {} : { "webhook-signature": signature(secret, message.id, timestamp, body) };
  return post({ url, body, headers: { "webhook-id": message.id, "webhook-timestamp": timestamp, ...signed } }, signal);
};

export function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function bodyOf({ notice, text, sentAt }: OutgoingNotice): object {
  if (notice === null) return { type: "test", timestamp: iso(sentAt), data: { title: text.title } };
  const { cause, runId, pipeline, version, createdAt, at, task, why, code } = notice;
  const { title, lastLines, link } = text;
  return {
    type: `run.${cause}`,
    timestamp: iso(at),
    data: { runId, pipeline, version, createdAt: iso(createdAt), at: iso(at), title, task, why, code, lastLines, link },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
