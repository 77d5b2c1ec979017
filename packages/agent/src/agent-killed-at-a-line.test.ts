/**
 * Goal: whatever line an agent died at, nothing of an attempt that is settled stays on its machine.
 * Method: an agent process is killed with -9 at each of its failpoints, while two attempts of a run are under way; another one
 * comes to its state folder, and hears what became of them meanwhile.
 * Invariant: the run's folder goes, once the run is in the archive; nothing of it is in the way of a later start.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CoordinatorMessage } from "@troupe/proto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentProcess } from "../test-support/agent-process.ts";
import { lineIn } from "../test-support/await-file.ts";
import { gone } from "../test-support/await-gone.ts";
import { DurableLog } from "../test-support/durable-log.ts";
import { FakeCoordinator, type FakeSession } from "../test-support/fake-coordinator.ts";

const keys = ["a", "b"].map((task) => ({ runId: "run1", task, attempt: 1 }));
type Key = (typeof keys)[number];

let folder: string;
let coordinator: FakeCoordinator;
let agents: AgentProcess[];
let durable: DurableLog;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "troupe-line-"));
  coordinator = await FakeCoordinator.start();
  durable = new DurableLog();
  void durable.keepAll(coordinator);
  agents = [];
});
afterEach(async () => {
  for (const agent of agents) await agent.end("SIGKILL");
  coordinator.stop();
  rmSync(folder, { recursive: true, force: true });
});

function startAgent(failpoint?: string): AgentProcess {
  const folders = { "state-dir": join(folder, "state"), "cache-dir": join(folder, "cache") };
  const flags = { coordinator: coordinator.address, ...folders, id: "a1", "min-free": "1" };
  const agent = new AgentProcess(flags, failpoint === undefined ? {} : { TROUPE_FAILPOINT: failpoint });
  agents.push(agent);
  return agent;
}

function offer(key: Key): CoordinatorMessage {
  const argv = ["/bin/sh", "-c", "echo hello"];
  const declarationJson = JSON.stringify({ runs: { kind: "command", argv }, input: {}, limits: {} });
  return {
    offer: {
      key,
      clusterId: "c1",
      term: 1,
      spec: { pipeline: "p", step: key.task, declarationJson, inputsJson: "{}" },
    },
  };
}

/** What the coordinator says to the next agent of what it holds. */
const meanwhile = {
  nothing: () => undefined,
  "its run was cancelled": (session: FakeSession) => {
    for (const key of keys) session.send({ cancel: { key, reason: "cancelled" } });
  },
  // As the coordinator does with results of runs that are not live.
  "its run has ended": () => undefined,
  superseded: () => undefined,
} as const;

const lines = ["ledger-before-write", "ledger-written", "process-started", "outcome-collected"];
const cases = lines.flatMap((line) =>
  Object.keys(meanwhile).map((what) => [line, what as keyof typeof meanwhile] as const),
);

describe("an agent that was killed", () => {
  test.each(cases)("at %s, with %s meanwhile, leaves nothing of the attempt", async (line, what) => {
    const doomed = startAgent(`${line}:kill`);
    const first = (await coordinator.session()).welcome();
    for (const key of keys) {
      first.send(offer(key));
      first.send({ grant: { key, term: 1 } });
    }
    expect(await doomed.ended()).toBe("SIGKILL");
    if (what === "its run has ended") durable.sealed.add("run1");

    startAgent();
    const session = await coordinator.session();
    const held = keys.filter(({ task }) => session.hello.held.some(({ key }) => key?.task === task));
    session.welcome(what === "superseded" ? { superseded: held } : {});
    meanwhile[what](session);
    durable.sealed.add("run1");
    // Who is told to end what it does not have says so, too: every result is acknowledged, however many come.
    if (what !== "superseded") void acknowledge(session);
    await gone(join(folder, "state/attempts/run1"));
  });
});

async function acknowledge(session: FakeSession): Promise<void> {
  for (;;) {
    const { key } = await session.next("result");
    session.send({ resultAck: { key } });
  }
}

test("an agent that was killed while it kept logs for the archive removes them when the next one hears of it", async () => {
  const [key] = keys;
  if (key === undefined) throw new Error("there is no attempt");
  const doomed = startAgent();
  const session = (await coordinator.session()).welcome();
  session.send(offer(key));
  session.send({ grant: { key, term: 1 } });
  await session.next("result");
  session.send({ resultAck: { key } });
  await lineIn(join(folder, "state/attempts/run1/a.1/retained"));
  await doomed.end("SIGKILL");
  durable.sealed.add("run1");
  startAgent();
  expect((await coordinator.session()).hello.held).toEqual([]);
  await gone(join(folder, "state/attempts/run1"));
});

test("a folder of a run that was left without attempts is gone after the next start", async () => {
  mkdirSync(join(folder, "state/attempts/run1"), { recursive: true });
  startAgent();
  await coordinator.session();
  await gone(join(folder, "state/attempts/run1"));
});
