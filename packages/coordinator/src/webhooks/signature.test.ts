/** Signatures of deliveries, by the vectors that those who defined them give. */
import { createHmac } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { verifyDelivery } from "./signature.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Of the reference implementation of Standard Webhooks. */
const standard = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  body: '{"test": 2432232314}',
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  now: 1_614_265_330_000,
};

/** Of GitHub's documentation. */
const github = {
  secret: "It's a Secret to Everybody",
  body: "Hello, World!",
  headers: {
    "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  },
  now: 0,
};

interface Case {
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly now: number;
}

function verify(of: Case, change: Partial<Case> & { readonly secrets?: readonly string[] } = {}) {
  const { body, headers, now, secret } = { ...of, ...change, headers: { ...of.headers, ...change.headers } };
  return verifyDelivery((name) => headers[name], bytes(body), change.secrets ?? [secret], now);
}

function codeOf(call: () => unknown): string {
  try {
    call();
    return "taken";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("Standard Webhooks", () => {
  it("is taken as its reference signs it, by its id", () => {
    expect(verify(standard)).toEqual({
      name: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      id: "standard:msg_p5jXN8AQM9LWM0D4loKWxJek",
    });
  });

  it("is taken with any of several secrets, and with several signatures of which one fits", () => {
    const { "webhook-signature": good } = standard.headers;
    expect(codeOf(() => verify(standard, { secrets: ["another secret", standard.secret] }))).toBe("taken");
    const several = { "webhook-signature": `v1a,AAAA v1,${"A".repeat(43)}= ${good}` };
    expect(codeOf(() => verify(standard, { headers: several }))).toBe("taken");
  });

  it("takes a secret that is plain text", () => {
    const signed = createHmac("sha256", "a plain secret of ours").update("m1.1614265330.{}").digest("base64");
    const headers = { "webhook-id": "m1", "webhook-signature": `v1,${signed}` };
    expect(verify(standard, { body: "{}", headers, secrets: ["a plain secret of ours"] }).name).toBe("m1");
  });

  test.each<[string, string, Partial<Case> & { secrets?: readonly string[] }]>([
    ["WEBHOOK_SIGNATURE", "another body", { body: '{"test": 2432232315}' }],
    ["WEBHOOK_SIGNATURE", "another secret", { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx" }],
    ["WEBHOOK_SIGNATURE", "no secret", { secrets: [] }],
    ["WEBHOOK_SIGNATURE", "another id", { headers: { "webhook-id": "msg_other" } }],
    [
      "WEBHOOK_SIGNATURE",
      "another instant",
      { headers: { "webhook-timestamp": "1614265331" }, now: 1_614_265_331_000 },
    ],
    ["WEBHOOK_SIGNATURE", "an empty signature", { headers: { "webhook-signature": "" } }],
    ["WEBHOOK_SIGNATURE", "a signature cut short", { headers: { "webhook-signature": "v1,g0hM9SsE" } }],
    [
      "WEBHOOK_SIGNATURE",
      "the signature of another version",
      { headers: { "webhook-signature": standard.headers["webhook-signature"].replace("v1", "v2") } },
    ],
    ["WEBHOOK_UNSIGNED", "no id", { headers: { "webhook-id": undefined } }],
    ["WEBHOOK_UNSIGNED", "no instant", { headers: { "webhook-timestamp": "soon" } }],
    ["WEBHOOK_EXPIRED", "six minutes later", { now: standard.now + 6 * 60_000 }],
    ["WEBHOOK_EXPIRED", "six minutes ahead", { now: standard.now - 6 * 60_000 }],
    ["taken", "four minutes later", { now: standard.now + 4 * 60_000 }],
  ])("%s: %s", (code, _, change) => {
    expect(codeOf(() => verify(standard, change))).toBe(code);
  });
});

describe("GitHub's", () => {
  it("is taken as GitHub's documentation signs it", () => {
    expect(verify(github).name).toBe("72d3162e-cc78-11e3-81ab-4c9367dc0958");
  });

  it("is one delivery under whatever name its body comes again: the name is not signed", () => {
    const again = verify(github, { headers: { "x-github-delivery": "another" } });
    expect(again.name).toBe("another");
    expect(again.id).toBe(verify(github).id);
    expect(verify(github, { headers: { "x-github-delivery": undefined } }).id).toBe(again.id);
  });

  test.each<[string, string, Partial<Case>]>([
    ["WEBHOOK_SIGNATURE", "another body", { body: "Hello, World?" }],
    ["WEBHOOK_SIGNATURE", "another secret", { secret: "It's a Secret to Nobody" }],
    ["WEBHOOK_SIGNATURE", "no signature in it", { headers: { "x-hub-signature-256": "sha256=" } }],
    ["WEBHOOK_SIGNATURE", "the older one", { headers: { "x-hub-signature-256": `sha1=${"0".repeat(40)}` } }],
    ["WEBHOOK_UNSIGNED", "none", { headers: { "x-hub-signature-256": undefined } }],
  ])("%s: %s", (code, _, change) => {
    expect(codeOf(() => verify(github, change))).toBe(code);
  });

  it("cannot be made of a delivery that is signed the other way", () => {
    const { secret, body, headers } = standard;
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const hex = Buffer.from(headers["webhook-signature"].slice(3), "base64").toString("hex");
    const replayed = { secret, body: signed, headers: { "x-hub-signature-256": `sha256=${hex}` }, now: 0 };
    expect(codeOf(() => verify(replayed))).toBe("WEBHOOK_SIGNATURE");
  });
});
