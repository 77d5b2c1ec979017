/**
 * Goal: somebody is told how runs end, by the file of connections, at least once whatever happens to the coordinator.
 * Method: a real HTTP server as the webhook, which the test holds; kills of the whole process.
 */
import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TroupeServer } from "@troupe/testing/process";
import { Workbench } from "@troupe/testing/process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apply, startDev } from "./support.ts";

interface Told {
  readonly id: string;
  readonly body: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** Keeps what comes, and answers when `isOpen`. */
class Ops {
  readonly told: Told[] = [];
  isOpen = true;
  readonly #waiting = new Set<() => void>();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () =>
      this.#take(String(request.headers["webhook-id"]), Buffer.concat(chunks).toString(), response),
    );
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(id: string, body: string, response: ServerResponse): void {
    this.told.push({ id, body: JSON.parse(body) });
    if (this.isOpen) response.end();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

let bench: Workbench;
let ops: Ops;
let connections: string;
beforeEach(async () => {
  bench = new Workbench();
  ops = new Ops();
  connections = join(await bench.folder(), "connections.yaml");
  await writeFile(connections, `ops:\n  kind: webhook\n  url: ${await ops.open()}\n`);
});
afterEach(async () => {
  await bench.clear();
  await ops.close();
});

async function started(env: Readonly<Record<string, string>> = {}): Promise<TroupeServer> {
  const dev = await startDev(bench, { env: { TROUPE_CONNECTIONS: connections, ...env } });
  await apply(dev, "failing");
  return dev;
}

async function fails(dev: TroupeServer): Promise<string> {
  const run = await dev.client().submit("erring", { error: "value" });
  await run.wait();
  return run.id;
}

test("a webhook hears what failed, why, and its last words; describe says that it did", async () => {
  const dev = await started();
  const runId = await fails(dev);
  await ops.until(() => ops.told.length > 0);
  expect(ops.told[0]).toMatchObject({
    id: `${runId}.ended.0`,
    body: {
      type: "run.failed",
      data: { runId, pipeline: "erring", title: "erring failed at flaky", task: "flaky", code: "TASK_FAILED" },
    },
  });
  const { why, lastLines } = ops.told[0]?.body.data ?? {};
  expect(why).toContain("ValueError: no value");
  expect(lastLines).toContain("the last words of flaky");
  // That it was sent is written after it was.
  let described = await dev.troupe("describe", "run", runId);
  while (!/sent after/.test(described.stdout)) described = await dev.troupe("describe", "run", runId);
  expect(described.stdout).toMatch(/failed +webhook ops +sent after/);

  const tested = await dev.troupe("notify", "test", "ops");
  expect([tested.code, tested.stdout.trim()]).toEqual([0, "sent a test by ops (webhook)"]);
  expect(ops.told.at(-1)?.body.type).toBe("test");
  const unknown = await dev.troupe("notify", "test", "nowhere");
  expect(unknown.code).toBe(4);
  expect(unknown.stderr).toContain("known are ops");
});

test("one that hangs disturbs no run, and hears of it from whoever leads next", async () => {
  const dev = await started();
  ops.isOpen = false;
  const runId = await fails(dev);
  await ops.until(() => ops.told.length === 1);
  await dev.kill9();
  ops.isOpen = true;
  await dev.restart();
  await ops.until(() => ops.told.length === 2);
  expect(ops.told.map(({ id }) => id)).toEqual([`${runId}.ended.0`, `${runId}.ended.0`]);
});

test("what was sent, and died before that was written, is sent again with the same id", async () => {
  const dev = await started({ TROUPE_FAILPOINT: "notice-sent:kill" });
  const run = await dev.client().submit("erring", { error: "value" });
  await dev.process.ended;
  expect(ops.told.map(({ id }) => id)).toEqual([`${run.id}.ended.0`]);
  // The failpoint is passed for a first time again: it dies again, and a third one goes on.
  await dev.restart().catch(() => undefined);
  await dev.process.ended;
  expect(new Set(ops.told.map(({ id }) => id)).size).toBe(1);
  expect(ops.told.length).toBeGreaterThanOrEqual(2);
});

test("what a run asks is told once, also by the next who leads; the answer ends it, and that is told too", async () => {
  const dev = await started();
  await apply(dev, "releasing");
  const run = await dev.client().submit("telling", {});
  await ops.until(() => ops.told.length === 1);
  expect(ops.told[0]).toMatchObject({
    id: `${run.id}.approval.go.1.0`,
    body: {
      type: "run.approval",
      data: {
        runId: run.id,
        pipeline: "telling",
        task: "go",
        title: "telling waits for an approval: go",
        why: "Release 0.9?",
      },
    },
  });
  // That it was sent is written after it was: then nobody is told of it again.
  let described = await dev.troupe("describe", "run", run.id);
  while (!/sent after/.test(described.stdout)) described = await dev.troupe("describe", "run", run.id);
  await dev.kill9();
  await dev.restart();
  expect((await dev.client().approvals({ runId: run.id })).map(({ task }) => task)).toEqual(["go"]);
  const answered = await dev.troupe("approve", run.id, "go", "--by", "anna");
  expect(answered.code, answered.stderr).toBe(0);
  await ops.until(() => ops.told.length === 2);
  expect(ops.told.map(({ id, body }) => [id, body.type])).toEqual([
    [`${run.id}.approval.go.1.0`, "run.approval"],
    [`${run.id}.ended.0`, "run.succeeded"],
  ]);
});
