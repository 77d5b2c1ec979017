/** Deliveries at the gateway, in front of a fake engine. */
import { createHmac } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { TroupeError } from "@troupe/core";
import type { CreateRunRequest, PipelineView } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import { afterEach, describe, expect, test } from "vitest";
import { fakeRun } from "../../api/testing/fake-engine.ts";
import { Webhooks } from "../../webhooks/webhooks.ts";
import { forwardHooks } from "./forward-hook.ts";
import { type GatewayFixture, type SendOptions, startGatewayFixture } from "./testing/gateway-fixture.ts";

const secret = "a-secret-of-enough-characters";
const webhook = { secret: "OURS" };

let fixture: GatewayFixture | undefined;
let leader: http.Server | undefined;
afterEach(async () => {
  await fixture?.gateway.stop();
  leader?.close();
  fixture = undefined;
  leader = undefined;
});

interface Setting {
  readonly create?: (request: CreateRunRequest) => Promise<ReturnType<typeof fakeRun>>;
  readonly leaderUrl?: string;
  readonly secrets?: ReadonlyMap<string, readonly string[]>;
}

async function start({ create = async () => fakeRun(), leaderUrl, secrets }: Setting = {}) {
  const requests: CreateRunRequest[] = [];
  const get = async (name: string): Promise<PipelineView> => {
    if (name === "none") throw new TroupeError("no", { code: "PIPELINE_NOT_FOUND", reaction: "reject" });
    const spec = { format: 1, name, params: true, steps: {}, nodes: [], ...(name === "churn" && { webhook }) } as const;
    return { name, spec, version: `sha256:${"0".repeat(64)}`, codeDigest: null, appliedAt: 0, generation: 0 };
  };
  const faces = {
    pipelines: { get },
    runs: {
      create: async (request: CreateRunRequest) => {
        requests.push(request);
        return await create(request);
      },
    },
  };
  const hooks = {
    webhooks: new Webhooks({
      faces: faces as never,
      secrets: secrets ?? new Map([["OURS", [secret]]]),
      clock: new SystemClock(),
    }),
    findLeader: () =>
      leaderUrl === undefined ? undefined : { name: "other", address: "127.0.0.1:1", httpUrl: leaderUrl, term: 2 },
    forward: forwardHooks("self", null),
  };
  fixture = await startGatewayFixture({}, { hooks: hooks as never });
  return { ...fixture, requests };
}

/** Signed now, as Standard Webhooks says; what is given besides stays as it is. */
function signed(body: string, { id = "msg_1", headers = {} }: { id?: string; headers?: SendOptions["headers"] } = {}) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    method: "POST",
    body,
    headers: {
      authorization: null,
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
      ...headers,
    },
  } satisfies SendOptions;
}

describe("a delivery", () => {
  test("starts a run, without a token and under any name of the host", async () => {
    const { send, requests } = await start();
    const answer = await send("/hooks/churn", signed('{"trees":3}', { headers: { host: "hooks.example.com" } }));
    expect(answer.status).toBe(202);
    expect(answer.json()).toEqual({ runId: fakeRun().header.runId, state: "RUN_STATE_RUNNING" });
    expect(requests).toEqual([
      {
        pipeline: "churn",
        params: { trees: 3 },
        requestId: expect.stringMatching(/^webhook:[0-9a-f]{64}$/),
        cause: { kind: "webhook", delivery: "msg_1" },
      },
    ]);
  });

  test("that comes again asks for the same run, and another one for another", async () => {
    const { send, requests } = await start();
    for (const id of ["msg_1", "msg_1", "msg_2"]) await send("/hooks/churn", signed("{}", { id }));
    const [first, again, other] = requests.map(({ requestId }) => requestId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test("is taken as GitHub signs it", async () => {
    const { send, requests } = await start();
    const body = '{"after":"0a1b"}';
    const hex = createHmac("sha256", secret).update(body).digest("hex");
    const headers = { authorization: null, "x-hub-signature-256": `sha256=${hex}`, "x-github-delivery": "d-1" };
    const answer = await send("/hooks/churn", { method: "POST", body, headers });
    expect(answer.status).toBe(202);
    expect(requests[0]?.cause).toEqual({ kind: "webhook", delivery: "d-1" });
  });

  test.each<[number, string, string, SendOptions]>([
    [401, "WEBHOOK_UNSIGNED", "/hooks/churn", { method: "POST", body: "{}" }],
    [401, "WEBHOOK_SIGNATURE", "/hooks/churn", { ...signed("{}"), body: '{"trees":1}' }],
    [404, "WEBHOOK_NOT_FOUND", "/hooks/none", signed("{}")],
    [404, "WEBHOOK_NOT_FOUND", "/hooks/quiet", signed("{}")],
    [400, "WEBHOOK_BODY", "/hooks/churn", signed("[]")],
    [400, "WRONG_CONTENT_TYPE", "/hooks/churn", signed("{}", { headers: { "content-type": "text/plain" } })],
    [403, "FOREIGN_ORIGIN", "/hooks/churn", signed("{}", { headers: { origin: "https://evil.example" } })],
    [403, "FOREIGN_ORIGIN", "/hooks/churn", signed("{}", { headers: { "sec-fetch-site": "cross-site" } })],
    [429, "MESSAGE_TOO_LARGE", "/hooks/churn", signed(JSON.stringify("x".repeat(1024 * 1024)))],
    [404, "ROUTE_NOT_FOUND", "/hooks/churn", { method: "GET" }],
  ])("is refused with %i %s at %s", async (status, code, path, sent) => {
    const { send, requests } = await start();
    const answer = await send(path, sent);
    expect([answer.status, answer.json().code]).toEqual([status, code]);
    expect(answer.text).not.toContain(secret);
    expect(requests).toEqual([]);
  });

  test("of a pipeline whose secret is not here is to come again", async () => {
    const { send } = await start({ secrets: new Map() });
    const answer = await send("/hooks/churn", signed("{}"));
    expect([answer.status, answer.json().code]).toEqual([503, "WEBHOOK_SECRET_MISSING"]);
  });

  test("opens nothing else", async () => {
    const { send } = await start();
    const answer = await send(
      "/troupe.v1.RunService/ListRuns",
      signed("{}", { headers: { host: "hooks.example.com" } }),
    );
    expect(answer.status).toBe(403);
  });
});

describe("a coordinator that follows", () => {
  const notLeader = async (): Promise<never> => {
    throw new TroupeError("follows", { code: "NOT_LEADER", reaction: "retry" });
  };

  async function listening(answer: { status: number; body: string }) {
    const received: { headers: http.IncomingHttpHeaders; url: string | undefined; body: string }[] = [];
    leader = http.createServer(async (request, response) => {
      received.push({ headers: request.headers, url: request.url, body: await text(request) });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
    });
    const server = leader;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  }

  test("hands on what is well signed, as it is, and the answer back", async () => {
    const { received, url } = await listening({ status: 202, body: '{"runId":"r"}' });
    const { send } = await start({ create: notLeader, leaderUrl: url });
    const sent = signed('{"trees":3}');
    const answer = await send("/hooks/churn", sent);
    expect([answer.status, answer.json()]).toEqual([202, { runId: "r" }]);
    expect(received).toMatchObject([
      { url: "/hooks/churn", body: '{"trees":3}', headers: { "troupe-asked-by": "self" } },
    ]);
    expect(received[0]?.headers["webhook-signature"]).toBe(sent.headers["webhook-signature"]);
    expect(received[0]?.headers).not.toHaveProperty("cookie");
  });

  test("hands on nothing else", async () => {
    const { received, url } = await listening({ status: 202, body: "{}" });
    const { send } = await start({ create: notLeader, leaderUrl: url });
    expect((await send("/hooks/churn", { ...signed("{}"), body: "{ }" })).status).toBe(401);
    // Handed on already: two that each take the other for the leader must not do so for ever.
    const again = signed("{}", { headers: { "troupe-asked-by": "other" } });
    expect((await send("/hooks/churn", again)).json().code).toBe("NOT_LEADER");
    expect(received).toEqual([]);
  });

  test("says so if nobody leads, or the leader does not answer", async () => {
    const { send } = await start({ create: notLeader });
    expect((await send("/hooks/churn", signed("{}"))).status).toBe(503);
    await fixture?.gateway.stop();
    const other = await start({ create: notLeader, leaderUrl: "http://127.0.0.1:1/" });
    expect((await other.send("/hooks/churn", signed("{}"))).json()).toMatchObject({ code: "NOT_LEADER" });
  });
});
