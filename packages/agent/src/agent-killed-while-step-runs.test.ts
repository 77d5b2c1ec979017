/**
 * Goal: killing or upgrading an agent costs no running process, no log line and no result.
 * Method: a real agent process runs a real step that writes numbered lines; the agent is killed with -9, or stopped, at a
 * moment in the middle, and started again on the same state folder.
 * Invariant: the step runs once, on and on; every line is there once and in order; its exit code and output arrive.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CoordinatorMessage } from "@troupe/proto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentProcess } from "../test-support/agent-process.ts";
import { lineIn } from "../test-support/await-file.ts";
import { DurableLog } from "../test-support/durable-log.ts";
import { FakeCoordinator, type FakeSession } from "../test-support/fake-coordinator.ts";

const key = { runId: "run1", task: "train", attempt: 1 };
const output = { type: "object", properties: { n: { type: "integer" } } };

let folder: string;
let coordinator: FakeCoordinator;
let agents: AgentProcess[];
let durable: DurableLog;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "troupe-killed-"));
  coordinator = await FakeCoordinator.start();
  durable = new DurableLog();
  void durable.keepAll(coordinator);
  agents = [];
});
afterEach(async () => {
  writeFileSync(join(folder, "go"), "");
  for (const agent of agents) await agent.end("SIGKILL");
  coordinator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** It counts its starts, writes lines until it is told to end, and leaves an output. */
const script = `
echo start >>$1/starts
n=0
while [ ! -e $1/go ] || [ $n -lt 2000 ]; do n=$((n+1)); echo "line $n"; [ $((n % 100)) = 0 ] && sleep 0.02; done
echo "$n" >$1/count
echo '{"type":"output","value":{"n":'$n'}}' >>$TROUPE_MESSAGES
exit $2
`;

function startAgent(): AgentProcess {
  const agent = new AgentProcess({
    coordinator: coordinator.address,
    "state-dir": join(folder, "state"),
    "cache-dir": join(folder, "cache"),
    id: "a1",
    "min-free": "1",
  });
  agents.push(agent);
  return agent;
}

function offer(exitCode: number): CoordinatorMessage {
  const argv = ["/bin/sh", "-c", script, "step", folder, String(exitCode)];
  const declarationJson = JSON.stringify({ runs: { kind: "command", argv }, input: {}, output, limits: {} });
  const spec = { pipeline: "p", step: "train", declarationJson, inputsJson: "{}", graceMs: 1000 };
  return { offer: { key, clusterId: "c1", term: 1, spec } };
}

async function running(exitCode = 0): Promise<{ readonly agent: AgentProcess; readonly session: FakeSession }> {
  const agent = startAgent();
  const session = (await coordinator.session()).welcome();
  session.send(offer(exitCode));
  await session.next("claim");
  session.send({ grant: { key, term: 1 } });
  await session.next("running");
  return { agent, session };
}

function expectEveryLineOnce(): void {
  const count = Number(readFileSync(join(folder, "count"), "utf8"));
  const lines = Array.from({ length: count }, (_, n) => `line ${n + 1}\n`).join("");
  expect(durable.text("train") === lines).toBe(true);
  expect(durable.holes).toEqual([]);
  expect(readFileSync(join(folder, "starts"), "utf8")).toBe("start\n");
}

describe.each([["SIGKILL"], ["SIGTERM"]] as const)("an agent ended by %s", (signal) => {
  test("finds its step again, running, and so does the one after it", async () => {
    let { agent, session } = await running(0);
    await durable.until(() => durable.length("train") > 1000);
    for (let round = 0; round < 2; round += 1) {
      await agent.end(signal);
      agent = startAgent();
      session = (await coordinator.session()).welcome();
      expect(session.hello.held).toEqual([{ key, state: "HELD_STATE_RUNNING" }]);
    }
    writeFileSync(join(folder, "go"), "");
    const result = await session.next("result");
    expect(result).toMatchObject({ exitClass: "EXIT_CLASS_SUCCESS", exitCode: 0 });
    expect(JSON.parse(result.outputJson)).toEqual({ n: Number(readFileSync(join(folder, "count"), "utf8")) });
    await durable.until(() => durable.length("train") === result.lengths[0]?.offset);
    expectEveryLineOnce();
  });

  test("reports how it ended meanwhile", async () => {
    const { agent } = await running(3);
    await durable.until(() => durable.length("train") > 1000);
    await agent.end(signal);
    writeFileSync(join(folder, "go"), "");
    await lineIn(join(folder, "state/attempts/run1/train.1/exit"));
    startAgent();
    const session = (await coordinator.session()).welcome();
    const result = await session.next("result");
    expect(result).toMatchObject({ exitClass: "EXIT_CLASS_FAILURE", exitCode: 3, code: "TASK_FAILED" });
    await durable.until(() => durable.length("train") === result.lengths[0]?.offset);
    expectEveryLineOnce();
  });
});

test("a step whose time is up while no agent is there is stopped by the next one", async () => {
  const agent = startAgent();
  const session = (await coordinator.session()).welcome();
  const message = offer(0);
  session.send({ offer: { ...message.offer, spec: { ...message.offer?.spec, timeoutMs: 1000 } } });
  session.send({ grant: { key, term: 1 } });
  await session.next("running");
  await agent.end("SIGKILL");
  startAgent();
  const next = (await coordinator.session()).welcome();
  expect(await next.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_TIMEOUT", code: "TASK_TIMED_OUT" });
});

test("an attempt that another one has taken the place of is killed by the next agent, and not reported", async () => {
  const { agent } = await running();
  await agent.end("SIGKILL");
  startAgent();
  const session = (await coordinator.session()).welcome({ superseded: [key] });
  session.send({ setDraining: { draining: true } });
  await lineIn(join(folder, "state/attempts/run1/train.1/retained"));
  expect(session.waiting("result")).toBe(0);
  expect(existsSync(join(folder, "count"))).toBe(false);
});
