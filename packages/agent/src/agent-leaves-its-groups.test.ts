/** What a real agent that is stopped leaves in the hierarchies of cgroups: nothing, unless a step runs on. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AgentProcess } from "../test-support/agent-process.ts";
import { lineIn } from "../test-support/await-file.ts";
import { DurableLog } from "../test-support/durable-log.ts";
import { FakeCoordinator } from "../test-support/fake-coordinator.ts";
import { detectIsolation, isolationName } from "./process-tree/isolation.ts";

const id = "test-leaving";
const { tier } = detectIsolation({ name: id });
const key = { runId: "run1", task: "train", attempt: 1 };

let folder: string;
let homes: readonly string[];
let coordinator: FakeCoordinator;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "troupe-leaving-"));
  mkdirSync(join(folder, "state"));
  homes = detectIsolation({ name: isolationName(id, join(folder, "state")) }).homes;
  coordinator = await FakeCoordinator.start();
  void new DurableLog().keepAll(coordinator);
});
afterEach(() => {
  coordinator.stop();
  rmSync(folder, { recursive: true, force: true });
});

function startAgent(): AgentProcess {
  const folders = { "state-dir": join(folder, "state"), "cache-dir": join(folder, "cache") };
  return new AgentProcess({ coordinator: coordinator.address, ...folders, id, "min-free": "1" });
}

async function offer(script: string) {
  const session = (await coordinator.session()).welcome();
  const declarationJson = JSON.stringify({
    runs: { kind: "command", argv: ["/bin/sh", "-c", script] },
    input: {},
    limits: {},
  });
  const spec = { pipeline: "p", step: "train", declarationJson, inputsJson: "{}" };
  session.send({ offer: { key, clusterId: "c1", term: 1, spec } });
  session.send({ grant: { key, term: 1 } });
  return session;
}

const left = () => homes.map((home) => existsSync(dirname(home)));

test.runIf(tier !== 3)("an agent that is stopped takes its groups with it", async () => {
  const agent = startAgent();
  const session = await offer("exit 0");
  await session.next("result");
  expect(left()).not.toEqual(homes.map(() => false));
  expect(await agent.end("SIGTERM")).toBe(0);
  expect(left()).toEqual(homes.map(() => false));
});

test.runIf(tier !== 3)("what runs on keeps them, and the next agent takes them with it", async () => {
  const agent = startAgent();
  await offer(`mkfifo ${folder}/go; echo >${folder}/started; read line <${folder}/go`);
  await lineIn(join(folder, "started"));
  expect(await agent.end("SIGTERM")).toBe(0);
  expect(left()).not.toEqual(homes.map(() => false));
  const next = startAgent();
  const session = (await coordinator.session()).welcome();
  session.send({ cancel: { key, reason: "enough" } });
  await session.next("result");
  expect(await next.end("SIGTERM")).toBe(0);
  expect(left()).toEqual(homes.map(() => false));
});
