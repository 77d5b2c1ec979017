/**
 * Goal: a signed request from outside starts one run, however often and wherever it comes; any other starts none.
 * Method: plain HTTP, as a sender would use it, at a `troupe dev`, and at a coordinator that follows.
 */
import { createHmac } from "node:crypto";
import { absentPrograms, TroupeCluster, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main, startDev } from "../embedded/support.ts";
import { apply } from "./support.ts";

const secret = "a-secret-of-enough-characters";
const env = { TROUPE_WEBHOOK_SECRET_TESTS: secret };

interface Answer {
  readonly status: number;
  readonly body: { readonly runId?: string; readonly code?: string };
}

async function deliver(
  url: string,
  body: string,
  { id = "msg_1", key = secret, at = Date.now(), sent = body } = {},
): Promise<Answer> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const answer = await fetch(new URL("hooks/writing", url), {
    method: "POST",
    body: sent,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
  });
  return { status: answer.status, body: (await answer.json()) as Answer["body"] };
}

describe("embedded", () => {
  const bench = new Workbench();
  let dev: Awaited<ReturnType<typeof startDev>>;
  beforeAll(async () => {
    dev = await startDev(bench, { env });
    await apply(dev, "chained");
  });
  afterAll(() => bench.clear());

  test("a delivery starts one run, with the params that stand in its body", async () => {
    const body = JSON.stringify({ table: { rows: 7 }, sender: "us" });
    const first = await deliver(dev.httpUrl ?? "", body);
    expect(first.status).toBe(202);
    const again = await deliver(dev.httpUrl ?? "", body, { at: Date.now() + 2000 });
    expect(again).toMatchObject({ status: 202, body: { runId: first.body.runId } });
    const run = await (await dev.client().run(first.body.runId ?? "")).wait();
    expect(run).toMatchObject({
      state: "succeeded",
      params: { rows: 7 },
      cause: { kind: "webhook", delivery: "msg_1" },
      published: [{ dataset: "chained/tables" }],
    });
    expect(await dev.client().runs({ cause: "webhook" })).toHaveLength(1);
    // Under the same id another body is another request.
    expect(await deliver(dev.httpUrl ?? "", "{}")).toMatchObject({ status: 409, body: { code: "REQUEST_ID_REUSED" } });
  });

  test.each([
    ["another secret", 401, "WEBHOOK_SIGNATURE", { key: "another-secret-of-enough" }],
    ["a changed body", 401, "WEBHOOK_SIGNATURE", { sent: '{"table":{"rows":8}}' }],
    ["an hour ago", 401, "WEBHOOK_EXPIRED", { at: Date.now() - 3_600_000 }],
  ])("a delivery that was signed with %s starts none", async (_, status, code, how) => {
    const before = await dev.client().runs({ pipeline: "writing" });
    expect(await deliver(dev.httpUrl ?? "", "{}", { id: "msg_wrong", ...how })).toMatchObject({
      status,
      body: { code },
    });
    expect(await dev.client().runs({ pipeline: "writing" })).toHaveLength(before.length);
  });

  test("params that do not fit are the sender's to mend", async () => {
    const wrong = await deliver(dev.httpUrl ?? "", '{"table":{"rows":"many"}}', { id: "msg_2" });
    expect(wrong).toMatchObject({ status: 400, body: { code: "INVALID_PARAMS" } });
  });

  test("a restart forgets neither the delivery nor its run", async () => {
    const first = await deliver(dev.httpUrl ?? "", "{}", { id: "msg_3" });
    await dev.kill9();
    await dev.restart();
    expect((await deliver(dev.httpUrl ?? "", "{}", { id: "msg_3" })).body.runId).toBe(first.body.runId);
  });
});

describe.skipIf(absentPrograms("etcd", "nats-server").length > 0)("on a cluster (needs etcd and nats-server)", () => {
  const bench = new Workbench();
  let cluster: TroupeCluster;
  beforeAll(async () => {
    cluster = await TroupeCluster.start(bench, { main, coordinators: 2, env });
    await apply(cluster, "chained");
  });
  afterAll(() => bench.clear());

  test("every coordinator takes a delivery, and it starts one run", async () => {
    const { coordinators } = await cluster.client().cluster();
    const answers: Answer[] = [];
    for (const { httpUrl } of coordinators) answers.push(await deliver(httpUrl ?? "", '{"table":{"rows":2}}'));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
    expect(await cluster.client().runs({ pipeline: "writing" })).toHaveLength(1);
    const wrong = await Promise.all(coordinators.map(({ httpUrl }) => deliver(httpUrl ?? "", "{}", { key: "wrong" })));
    expect(wrong.map(({ status }) => status)).toEqual([401, 401]);
  });
});
