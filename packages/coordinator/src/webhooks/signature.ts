/**
 * Whether a delivery is what its sender has signed. Two ways are known, and told apart by their headers:
 *
 * - Standard Webhooks (standardwebhooks.com): id, instant and body are signed. What is older or newer than five minutes is
 *   refused, and the id makes the request once.
 * - GitHub's `X-Hub-Signature-256`: the body alone is signed. `X-GitHub-Delivery` is not, so that it must not decide
 *   what is a repetition: the body does.
 *
 * Pure: time and secrets are inputs. What is compared is compared in constant time.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { TroupeError } from "@troupe/core";

export interface Delivery {
  /** As its sender calls it: for people. */
  readonly name: string;
  /** What the same delivery, sent again, has again, and no other. */
  readonly id: string;
}

export type Header = (name: string) => string | undefined;

/** How far the clock of a sender may be from ours, in milliseconds. */
export const toleranceMs = 5 * 60_000;

/** Throws TroupeError WEBHOOK_UNSIGNED, WEBHOOK_SIGNATURE or WEBHOOK_EXPIRED. Any of the secrets may have been used. */
export function verifyDelivery(header: Header, body: Uint8Array, secrets: readonly string[], now: number): Delivery {
  if (header("webhook-signature") !== undefined) return verifyStandard(header, body, secrets, now);
  if (header("x-hub-signature-256") !== undefined) return verifyGitHub(header, body, secrets);
  throw refused(
    "WEBHOOK_UNSIGNED",
    "The delivery carries no signature. Send webhook-id, webhook-timestamp and webhook-signature (standardwebhooks.com), or X-Hub-Signature-256.",
  );
}

function verifyStandard(header: Header, body: Uint8Array, secrets: readonly string[], now: number): Delivery {
  const id = header("webhook-id") ?? "";
  const timestamp = header("webhook-timestamp") ?? "";
  if (!/^[\x21-\x7e]{1,256}$/.test(id) || !/^\d{1,12}$/.test(timestamp))
    throw refused("WEBHOOK_UNSIGNED", "webhook-id or webhook-timestamp is missing, or is none: both are signed.");
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const given = (header("webhook-signature") ?? "").split(" ").flatMap((part) => {
    const [, signature] = /^v1,([A-Za-z0-9+/=]{1,128})$/.exec(part) ?? [];
    return signature === undefined ? [] : [Buffer.from(signature, "base64")];
  });
  check(
    given,
    secrets.map((secret) => hmac(keyOf(secret), signed)),
  );
  // Only of what is signed: nobody learns of our clock by guessing.
  if (Math.abs(now - Number(timestamp) * 1000) > toleranceMs)
    throw refused(
      "WEBHOOK_EXPIRED",
      "The delivery was signed more than five minutes ago, or by a clock that is more than five minutes off. Sign it anew.",
    );
  return { name: id, id: `standard:${id}` };
}

function verifyGitHub(header: Header, body: Uint8Array, secrets: readonly string[]): Delivery {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(header("x-hub-signature-256") ?? "") ?? [];
  check(
    hex === undefined ? [] : [Buffer.from(hex, "hex")],
    secrets.map((secret) => hmac(Buffer.from(secret), body)),
  );
  const digest = createHash("sha256").update(body).digest("hex");
  const name = header("x-github-delivery") ?? "";
  return { name: /^[\x21-\x7e]{1,128}$/.test(name) ? name : `sha256:${digest}`, id: `body:${digest}` };
}

/** SAFETY: every pair is compared, whatever has matched: the time says nothing about which secret, or how much of it. */
function check(given: readonly Buffer[], expected: readonly Buffer[]): void {
  let matches = 0;
  for (const each of given.slice(0, 10))
    for (const other of expected) if (each.length === other.length && timingSafeEqual(each, other)) matches += 1;
  if (matches === 0)
    throw refused(
      "WEBHOOK_SIGNATURE",
      "The signature is not that of this body under the pipeline's secret. Check the secret at both ends, and that nothing on the way changes the body.",
    );
}

/** Standard Webhooks writes keys in base64, behind a mark. */
function keyOf(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
}

function hmac(key: Buffer, content: Uint8Array): Buffer {
  return createHmac("sha256", key).update(content).digest();
}

function refused(code: string, message: string): TroupeError {
  return new TroupeError(message, { code, reaction: "reject" });
}
