/** Slack and webhooks, against a real HTTP server. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { messengerConformance } from "@troupe/testing/conformance";
import { describe, expect, it } from "vitest";
import { ConnectedMessenger } from "../../connections/connected-messenger.ts";
import type { Connection } from "../../connections/connections-file.ts";
import { sendEmail } from "../smtp/email.ts";
import { post } from "./post.ts";
import { sendToSlack, slackText } from "./slack.ts";
import { sendToWebhook, signature } from "./webhook.ts";

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Endpoint {
  readonly url: string;
  readonly taken: Request[];
  /** Null: it never answers. */
  answer: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | null;
  stop(): Promise<void>;
}

async function endpoint(): Promise<Endpoint> {
  const taken: Request[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { answer } = found;
      if (answer === null) return;
      if (answer.status < 300) taken.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const found: Endpoint = {
    url: `http://127.0.0.1:${port}/services/secret-path`,
    taken,
    answer: { status: 200 },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return found;
}

const secret = `whsec_${Buffer.from("a secret of some length, as asked").toString("base64")}`;
const senders = { slack: sendToSlack, webhook: sendToWebhook, email: sendEmail };
const answers = { take: { status: 200 }, later: { status: 503 }, never: { status: 410 }, hang: null } as const;

for (const kind of ["slack", "webhook"] as const)
  messengerConformance({ describe, it }, `a connection of kind ${kind}`, async () => {
    const server = await endpoint();
    const { url } = server;
    const connection: Connection = kind === "slack" ? { kind, url } : { kind, url, secret };
    return {
      messenger: new ConnectedMessenger(() => new Map([["there", connection]]), senders),
      target: { kind, connection: "there" },
      mood: (mood) => {
        server.answer = answers[mood];
      },
      taken: () => server.taken.map(({ headers, body }) => ({ id: String(headers["webhook-id"]), text: body })),
      idOf: (id) => id,
      dispose: server.stop,
    };
  });

describe("a webhook", () => {
  const message = {
    id: "r1.ended.0",
    target: { kind: "webhook", connection: "there" },
    sentAt: 1_763_800_000_000,
    notice: null,
    text: { title: "This is a test", facts: [], lastLines: [], commands: [], link: null },
  } as const;

  it("is signed as Standard Webhooks are", async () => {
    const server = await endpoint();
    await sendToWebhook(message, { kind: "webhook", url: server.url, secret }, AbortSignal.timeout(5000));
    const [request] = server.taken;
    await server.stop();
    expect(request?.headers).toMatchObject({ "webhook-id": "r1.ended.0", "webhook-timestamp": "1763800000" });
    // By the specification: base64 of HMAC-SHA256 over id, timestamp and body, with the bytes of the secret.
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const mac = createHmac("sha256", key).update(`r1.ended.0.1763800000.${request?.body}`).digest("base64");
    expect(request?.headers["webhook-signature"]).toBe(`v1,${mac}`);
    expect(JSON.parse(request?.body ?? "")).toEqual({
      type: "test",
      timestamp: "2025-11-22T08:26:40.000Z",
      data: { title: "This is a test" },
    });
  });

  it("is not signed without a secret", async () => {
    const server = await endpoint();
    await sendToWebhook(message, { kind: "webhook", url: server.url }, AbortSignal.timeout(5000));
    await server.stop();
    expect(server.taken[0]?.headers["webhook-signature"]).toBeUndefined();
  });

  it("has the signature of the specification's own example", () => {
    const example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const body = '{"test": 2432232314}';
    expect(signature(example, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });
});

describe("what an endpoint answers", () => {
  const sent = async (answer: Endpoint["answer"]) => {
    const server = await endpoint();
    server.answer = answer;
    const outcome = await post({ url: server.url, body: "{}" }, AbortSignal.timeout(5000)).then(
      () => "sent",
      (error: unknown) => error,
    );
    await server.stop();
    return outcome;
  };

  it.each([
    [200, "sent"],
    [204, "sent"],
  ])("with %d it has taken it", async (status, outcome) => {
    expect(await sent({ status })).toBe(outcome);
  });

  it.each([400, 401, 403, 410, 422, 302])("with %d it will never take it", async (status) => {
    expect(await sent({ status, headers: { location: "http://127.0.0.1:1/" } })).toMatchObject({
      code: "NOTIFY_FAILED",
      reaction: "reject",
    });
  });

  it.each([404, 408, 429, 500, 503])("with %d it may take it later", async (status) => {
    expect(await sent({ status })).toMatchObject({ reaction: "retry", details: {} });
  });

  it("says when, and why, and nobody reads on without an end", async () => {
    const answer = { status: 429, headers: { "retry-after": "30" }, body: `slow  down\n${"x".repeat(1_000_000)}` };
    const error = await sent(answer);
    expect(error).toMatchObject({ details: { retryAfterMs: "30000" } });
    expect(String(error)).toMatch(/^TroupeError: 127\.0\.0\.1:\d+ answered 429: slow down x+$/);
    expect(String(error).length).toBeLessThan(300);
  });

  it("may be nothing at all; the address, which is a secret, is in no message", async () => {
    const error = await post(
      { url: "http://127.0.0.1:1/services/secret-path", body: "{}" },
      AbortSignal.timeout(5000),
    ).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "NOTIFY_FAILED", reaction: "retry" });
    expect(String(error)).not.toContain("secret-path");
    expect(String(await sent({ status: 500 }))).not.toContain("secret-path");
  });
});

describe("a message to Slack", () => {
  const text = {
    title: "churn failed at train",
    facts: [["why", "<!channel> & more"]],
    lastLines: ["```", "the last line"],
    commands: [["see it", "troupe describe run r1"]],
    link: "https://troupe/runs/r1",
  } as const;

  it("is text that mentions nobody, with the log as it was written", () => {
    expect(slackText(text)).toBe(
      [
        "*<https://troupe/runs/r1|churn failed at train>*",
        "why: &lt;!channel&gt; &amp; more",
        "```",
        "'''",
        "the last line",
        "```",
        "see it: `troupe describe run r1`",
      ].join("\n"),
    );
  });

  it("stays within what Slack takes, and keeps the end of a long log", () => {
    const lastLines = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(290)}`);
    const long = slackText({ ...text, lastLines, facts: [["why", "y".repeat(2000)]] });
    expect(long.length).toBeLessThan(4000);
    expect(long).toContain("\n99 x");
    expect(long).not.toContain("\n0 x");
  });
});
