import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, collect, connect, memoryLog, reader } from "../adapters/grpc/testing/grpc-fixture.ts";
import { loadSettings } from "../config/load-settings.ts";
import type { Settings } from "../config/settings.ts";
import { type Coordinator, startCoordinator } from "./start-coordinator.ts";

/** A whole coordinator, in this process, on a data directory of its own. */

let folder: string;
const running: Coordinator[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-coordinator-"));
});
afterEach(async () => {
  for (const coordinator of running.splice(0)) await coordinator.stop();
  // A run that is just being sealed may still put an object into the archive.
  await rm(folder, { recursive: true, maxRetries: 5 });
});

const loopback = { host: "127.0.0.1", port: 0 };

function settings(overrides: Partial<Settings> = {}): Settings {
  const flags = { dataDir: join(folder, "data") };
  return { ...loadSettings({ flags, env: {} }), address: loopback, http: loopback, ...overrides };
}

async function start(overrides: Partial<Settings> = {}): Promise<Coordinator> {
  const coordinator = await startCoordinator(settings(overrides), memoryLog().log);
  running.push(coordinator);
  return coordinator;
}

const spec = {
  format: 1,
  name: "hello",
  params: { type: "object", properties: {}, additionalProperties: false },
  steps: {
    greet: {
      runs: { kind: "command", argv: ["true"] },
      input: { type: "object", properties: {}, additionalProperties: false },
      limits: {
        resources: { millicpus: 100, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1, factor: 1, maxMs: 1, jitter: 0 },
        },
        graceMs: 1000,
      },
    },
  },
  nodes: [{ kind: "step", id: "greet", scope: [], step: "greet", input: {} }],
};

describe("startCoordinator", () => {
  test("runs a pipeline from apply to its end, over gRPC alone", async () => {
    const { address } = await start();
    const { pipelines, runs, sessions } = connect(address);
    await ask(pipelines, pipelines.ApplyPipeline, { specJson: JSON.stringify(spec) });
    const run = await ask(runs, runs.CreateRun, { pipeline: "hello", requestId: "r1" });
    const agent = sessions.Session();
    const down = reader<Record<string, { key: never; term: number }>>(agent);
    agent.write({ hello: { agentId: "a1", incarnation: "1", capacity: { millicpus: 1000, memoryBytes: 1e9 } } });
    expect(await down.next()).toMatchObject({ value: { message: "welcome" } });
    const offer = (await down.next()).value.offer;
    agent.write({ claim: { key: offer.key, term: offer.term } });
    expect(await down.next()).toMatchObject({ value: { message: "grant" } });
    agent.write({ running: { key: offer.key, startedAtMs: Date.now() } });
    agent.write({ result: { key: offer.key, exitClass: "EXIT_CLASS_SUCCESS" } });
    expect(await down.next()).toMatchObject({ value: { message: "resultAck" } });
    await collect(runs.WatchRun({ runId: run.runId }));
    const ended = await ask(runs, runs.GetRun, { runId: "@latest" });
    expect(ended).toMatchObject({ runId: run.runId, state: "RUN_STATE_SUCCEEDED", tasks: { succeeded: 1 } });
    agent.cancel();
    for (const client of [pipelines, runs, sessions]) client.close();
  });

  test("announces itself to its own user while it serves", async () => {
    const coordinator = await start();
    const path = join(folder, "data", "coordinator.json");
    const { address, httpUrl, token } = coordinator;
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
      pid: process.pid,
      address,
      httpUrl,
      token,
      certificate: null,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await coordinator.stop();
    await coordinator.stop();
    expect(existsSync(path)).toBe(false);
  });

  test("serves metrics of the engine, and the console's address with the token", async () => {
    const { httpUrl, token } = await start();
    expect(await (await fetch(`${httpUrl}metrics`)).text()).toContain("troupe_queued_tasks 0");
    const welcome = await fetch(`${httpUrl}?token=${token}`, { headers: { accept: "text/html" }, redirect: "manual" });
    expect(welcome.status).toBe(303);
  });

  test("a second one on the same data is refused, and the first goes on", async () => {
    const { address } = await start();
    await expect(start()).rejects.toMatchObject({ code: "DATA_DIRECTORY_IN_USE" });
    const { runs } = connect(address);
    expect((await ask(runs, runs.ListRuns, {})).runs).toEqual([]);
    runs.close();
  });

  test.each(["address", "http"] as const)("a port that is taken (%s) leaves nothing behind", async (name) => {
    const other = createServer().listen(loopback);
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(start({ [name]: { host: "127.0.0.1", port } })).rejects.toMatchObject({
      code: "ADDRESS_IN_USE",
      message: expect.stringContaining(String(port)),
    });
    expect(existsSync(join(folder, "data", "coordinator.json"))).toBe(false);
    other.close();
    // The data directory is free again.
    await start();
  });

  test.each(["address", "http"] as const)("an exposed %s is refused before anything is made", async (name) => {
    await expect(start({ [name]: { host: "0.0.0.0", port: 0 } })).rejects.toMatchObject({ code: "INSECURE_ADDRESS" });
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test.each([
    [0o644, "x".repeat(32), "TOKEN_FILE_OPEN", "chmod 600"],
    [0o600, "short", "TOKEN_FILE_INVALID", "openssl rand"],
  ])("a token file with mode %o and content %j is refused", async (mode, token, code, fix) => {
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, token, { mode });
    const refused = await start({ tokenFile }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code, message: expect.stringContaining(fix) });
    expect(String(refused)).not.toContain(token);
  });

  test("a token file that is not there is named", async () => {
    await expect(start({ tokenFile: join(folder, "gone") })).rejects.toMatchObject({ code: "TOKEN_FILE_UNREADABLE" });
  });

  test("with a token file another machine's address is served", async () => {
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, "x".repeat(32), { mode: 0o600 });
    const { address } = await start({ tokenFile, address: { host: "0.0.0.0", port: 0 } });
    expect(address).toMatch(/^0\.0\.0\.0:\d+$/);
  });
});
