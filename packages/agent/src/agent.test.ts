import { existsSync } from "node:fs";
import { join } from "node:path";
import { VirtualClock } from "@troupe/engine/adapters";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentFixture, command, key, offer } from "../test-support/agent-fixture.ts";
import { FakeCoordinator } from "../test-support/fake-coordinator.ts";
import { FakeDevices } from "../test-support/fake-devices.ts";
import { success } from "../test-support/fake-executor.ts";
import type { AgentParts } from "./main/start-agent.ts";

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await AgentFixture.open();
});
afterEach(() => fixture.close());

const grant = (of = key(), term = 1) => ({ grant: { key: of, term } });

describe("the path of an attempt", () => {
  test("offer, claim, grant, running, result, acknowledged", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    expect(session.hello).toMatchObject({ agentId: "agent-1", held: [], clusterId: "", isolationTier: 3 });
    session.send(offer());
    expect((await session.next("claim")).key).toEqual(key());
    session.send(grant());
    const execution = await fixture.functions.next();
    expect((await session.next("running")).startedAtMs).toBeGreaterThan(0);
    execution.exit({ ...success, result: { ok: true, output: { trees: 3 } } });
    expect(await session.next("result")).toMatchObject({
      key: key(),
      exitClass: "EXIT_CLASS_SUCCESS",
      outputJson: "",
      phases: { offeredAtMs: expect.any(Number), runningAtMs: expect.any(Number), endedAtMs: expect.any(Number) },
    });
  });

  test("an output is canonical JSON; above 4 KiB it goes to the archive", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    const declarationJson = JSON.stringify({
      runs: { kind: "function" },
      input: {},
      output: { type: "object" },
      limits: {},
    });
    const run = async (task: string, output: unknown) => {
      session.send(offer(key(task), { declarationJson }));
      session.send(grant(key(task)));
      (await fixture.functions.next()).exit({ ...success, result: { ok: true, output } });
      return session.next("result");
    };
    expect(await run("small", { b: 1, a: 2 })).toMatchObject({ outputJson: '{"a":2,"b":1}', outputDigest: "" });
    const large = await run("large", { text: "x".repeat(5000) });
    expect(large.outputJson).toBe("");
    expect(JSON.parse(String(fixture.coordinator.archive.objects.get(large.outputDigest)))).toEqual({
      text: "x".repeat(5000),
    });
    expect(await run("huge", { text: "x".repeat(5 * 1024 * 1024) })).toMatchObject({
      exitClass: "EXIT_CLASS_FAILURE",
      code: "TASK_OUTPUT_TOO_LARGE",
    });
    expect(await run("wrong", ["no object"])).toMatchObject({ code: "TASK_OUTPUT_INVALID" });
  });

  test("nothing starts without a grant", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    session.send(offer());
    await session.next("claim");
    session.send({ refusal: { key: key(), reason: "not yours" } });
    session.send(offer(key("other")));
    await session.next("claim");
    session.send(grant(key("other")));
    await fixture.functions.next();
    expect(fixture.functions.started.map(({ attempt }) => attempt.task)).toEqual(["other"]);
  });

  test("what cannot be taken is declined", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    session.send(offer(key("a"), { declarationJson: JSON.stringify({ runs: { kind: "container" } }) }));
    session.send(offer(key("b"), { devices: ["GPU-1"] }));
    session.send(offer(key("c"), { declarationJson: "{" }));
    session.send({ setDraining: { draining: true } });
    session.send(offer(key("d")));
    session.send(offer(key("e"), {}, 0));
    const reasons: string[] = [];
    for (let n = 0; n < 4; n += 1) reasons.push((await session.next("decline")).reason);
    expect(reasons).toEqual([
      "this agent cannot run steps of kind container",
      "there is no device GPU-1 here",
      expect.stringContaining("JSON"),
      "this agent is draining",
    ]);
  });

  test("a cancelled preparation, a refusal and a superseded attempt leave no folder", async () => {
    const gate = Promise.withResolvers<void>();
    fixture.processes.gate = gate.promise;
    await fixture.start();
    const session = await fixture.welcomed();
    const tasks = ["cancelled", "refused"];
    for (const task of tasks) session.send(offer(key(task), { declarationJson: command() }));
    for (const _ of tasks) await session.next("claim");
    session.send({ cancel: { key: key("cancelled"), reason: "enough" } });
    session.send({ refusal: { key: key("refused"), reason: "no" } });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_CANCELLED", message: "enough" });
    session.send({ resultAck: { key: key("cancelled") } });
    session.send({ setDraining: { draining: true } });
    await fixture.agent.drained();
    expect(existsSync(join(fixture.stateDir, "attempts", "run1"))).toBe(false);
    expect(fixture.processes.started).toEqual([]);
  });
});

describe("authority", () => {
  test("a leader of a lower term is not joined, nor heard, not even after a restart", async () => {
    const first = await fixture.start();
    const session = await fixture.welcomed({ term: 7 });
    session.send(offer(key(), {}, 7));
    await session.next("claim");
    session.send(grant(key(), 6));
    session.send(offer(key("other"), {}, 6));
    session.send(offer(key("last"), {}, 7));
    expect((await session.next("claim")).key?.task).toBe("last");
    expect(fixture.functions.started).toEqual([]);
    session.end();
    const stale = (await fixture.coordinator.session()).welcome({ term: 6 });
    await stale.closed;
    void first.stop();
    await first.stop();
    await fixture.start();
    const again = await fixture.coordinator.session();
    expect(again.hello).toMatchObject({ clusterId: "c1", termSeen: 7 });
    await again.welcome({ term: 6 }).closed;
    await fixture.welcomed({ term: 8 });
  });

  test("terms of another cluster start anew", async () => {
    await fixture.start();
    (await fixture.welcomed({ term: 7 })).end();
    const other = await fixture.welcomed({ clusterId: "c2", term: 1 });
    const { offer: message } = offer();
    other.send({ offer: { ...message, clusterId: "c2" } });
    expect((await other.next("claim")).term).toBe(1);
  });

  test("another cluster is refused while attempts of this one run, and ends none of them", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    session.send(offer());
    session.send(grant());
    const execution = await fixture.functions.next();
    await session.next("running");
    session.end();
    const other = (await fixture.coordinator.session()).welcome({ clusterId: "c2", superseded: [key()] });
    await other.closed;
    expect(execution.stops).toEqual([]);
    const home = await fixture.welcomed();
    expect(home.hello.held).toMatchObject([{ key: key(), state: "HELD_STATE_RUNNING" }]);
  });
});

describe("a lost session", () => {
  test("the claim is said again to the next leader, by its term", async () => {
    await fixture.start();
    const session = await fixture.welcomed({ term: 1 });
    session.send(offer());
    await session.next("claim");
    await fixture.restartCoordinator();
    const next = await fixture.welcomed({ term: 2 });
    expect(next.hello.held).toMatchObject([{ key: key(), state: "HELD_STATE_PREPARING" }]);
    expect(await next.next("claim")).toMatchObject({ key: key(), term: 2 });
    next.send(grant(key(), 2));
    await fixture.functions.next();
  });

  test("the result is said again until it is acknowledged, and kills nothing meanwhile", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    session.send(offer());
    session.send(grant());
    const execution = await fixture.functions.next();
    await session.next("running");
    await fixture.restartCoordinator();
    execution.exit({ ...success, exitCode: 3 });
    const second = await fixture.welcomed();
    await second.next("result");
    await fixture.restartCoordinator();
    const third = await fixture.welcomed();
    expect(third.hello.held).toMatchObject([{ state: "HELD_STATE_ENDED" }]);
    expect(await third.next("result")).toMatchObject({ code: "TASK_FAILED", message: "exited with code 3" });
    third.send({ resultAck: { key: key() } });
    third.send({ setDraining: { draining: true } });
    await fixture.agent.drained();
    expect(execution.stops).toEqual([]);
  });

  test("what was superseded meanwhile is killed, and never reported", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    for (const task of ["runs", "ended"]) {
      session.send(offer(key(task)));
      session.send(grant(key(task)));
    }
    const runs = await fixture.functions.next();
    (await fixture.functions.next()).exit(success);
    await session.next("result");
    await fixture.restartCoordinator();
    const next = await fixture.welcomed({ superseded: [key("runs"), key("ended")] });
    await runs.stopped;
    runs.exit({ exitCode: null, signal: "SIGTERM", oom: false });
    next.send({ setDraining: { draining: true } });
    await fixture.agent.drained();
    expect(next.waiting("result")).toBe(0);
  });
});

describe("the end of an attempt", () => {
  async function running(spec: Parameters<typeof offer>[1] = {}, parts: AgentParts = {}) {
    await fixture.start(parts);
    const session = await fixture.welcomed();
    session.send(offer(key(), spec));
    session.send(grant());
    const execution = await fixture.functions.next();
    if (parts.clock === undefined) await session.next("running");
    return { session, execution };
  }

  test("a cancel stops it with its grace", async () => {
    const { session, execution } = await running();
    session.send({ cancel: { key: key(), reason: "the run was cancelled" } });
    await execution.stopped;
    expect(execution.stops).toEqual([{ reason: "cancelled", graceMs: 5000 }]);
    execution.exit({ exitCode: 0, signal: null, oom: false });
    expect(await session.next("result")).toMatchObject({
      exitClass: "EXIT_CLASS_CANCELLED",
      message: "the run was cancelled",
    });
  });

  test("one that ends at once is not told to run: its result says when it did", async () => {
    const clock = new VirtualClock();
    await fixture.start({ clock });
    const session = await fixture.welcomed();
    for (const task of ["short", "long"]) {
      session.send(offer(key(task)));
      session.send(grant(key(task)));
    }
    (await fixture.functions.next()).exit(success);
    expect((await session.next("result")).phases?.runningAtMs).toBeGreaterThan(0);
    await clock.advance(50);
    expect((await session.next("running")).key).toEqual(key("long"));
    expect(session.waiting("running")).toBe(0);
  });

  test("its time is up by the monotonic clock, whatever the wall clock does", async () => {
    const clock = new VirtualClock();
    const { session, execution } = await running({ timeoutMs: 60_000 }, { clock });
    clock.jump(3_600_000);
    await clock.advance(59_999);
    expect(execution.stops).toEqual([]);
    await clock.advance(1);
    expect(execution.stops).toEqual([{ reason: "timeout", graceMs: 5000 }]);
    execution.exit({ exitCode: null, signal: "SIGTERM", oom: false });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_TIMEOUT", signal: "SIGTERM" });
  });

  test.each([
    [{ exitCode: null, signal: "SIGKILL", oom: false }, "EXIT_CLASS_FAILURE", "TASK_FAILED"],
    [{ exitCode: null, signal: "SIGKILL", oom: true }, "EXIT_CLASS_OOM", "TASK_OUT_OF_MEMORY"],
    [{ exitCode: null, signal: null, oom: false, lost: true }, "EXIT_CLASS_LOST", "ATTEMPT_LOST"],
    [{ exitCode: 0, signal: null, oom: true }, "EXIT_CLASS_SUCCESS", ""],
    [
      { exitCode: 0, signal: null, oom: false, result: { ok: false as const, code: "TASK_FAILED", message: "boom" } },
      "EXIT_CLASS_FAILURE",
      "TASK_FAILED",
    ],
  ])("%j counts as %s", async (exit, exitClass, code) => {
    const { session, execution } = await running();
    execution.exit(exit);
    expect(await session.next("result")).toMatchObject({ exitClass, code });
  });

  test("an order about an attempt that it does not have is answered", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    session.send({ cancel: { key: key("gone"), reason: "enough" } });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_CANCELLED" });
    session.send(grant(key("gone")));
    expect(await session.next("claim")).toMatchObject({ key: key("gone") });
  });

  test("a grant that overtakes its offer counts when the offer comes, and nothing is claimed", async () => {
    await fixture.start();
    const session = await fixture.welcomed();
    session.send(grant());
    session.send(offer());
    const execution = await fixture.functions.next();
    execution.exit({ ...success, result: { ok: true, output: null } });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_SUCCESS" });
    // Behind all that it had to say of the first.
    session.send(offer(key("second")));
    expect((await session.next("claim")).key).toEqual(key("second"));
  });
});

test("beats echo what came down, and say how much runs", async () => {
  const clock = new VirtualClock();
  await fixture.start({ clock });
  const session = await fixture.welcomed({ beatIntervalMs: 2000 });
  session.send({ beatEcho: { sequence: 0, nonce: 77 } });
  session.send(offer());
  session.send(grant());
  await fixture.functions.next();
  await clock.advance(2000);
  expect(await session.next("beat")).toMatchObject({ sequence: 1, nonces: { session: 77 }, running: 1 });
});

test("a coordinator that falls silent is left for another try", async () => {
  const clock = new VirtualClock();
  await fixture.start({ clock });
  const session = await fixture.welcomed({ beatIntervalMs: 2000 });
  session.send({ cancel: { key: key("gone"), reason: "enough" } });
  await session.next("result");
  await clock.advance(14_000);
  await session.closed;
  const pump = fixture.coordinator.session();
  await clock.advance(10);
  await pump;
});

test("stopping: functions are lost, what is being prepared too, and goodbye comes last", async () => {
  const agent = await fixture.start();
  const session = await fixture.welcomed();
  session.send(offer());
  session.send(grant());
  const execution = await fixture.functions.next();
  await session.next("running");
  const stopped = agent.stop();
  await execution.stopped;
  execution.exit({ exitCode: null, signal: "SIGTERM", oom: false });
  expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_LOST", code: "AGENT_STOPPED" });
  session.send({ resultAck: { key: key() } });
  await session.next("goodbye");
  await stopped;
});

test("two agents cannot share a state folder", async () => {
  await fixture.start();
  await expect(fixture.start()).rejects.toMatchObject({ code: "STATE_FOLDER_IN_USE" });
});

describe("draining", () => {
  test("waits for what runs, and takes nothing new", async () => {
    const agent = await fixture.start();
    const session = await fixture.welcomed();
    session.send(offer());
    session.send(grant());
    const execution = await fixture.functions.next();
    await session.next("running");
    const stopped = agent.stop({ drain: true });
    session.send(offer(key("late")));
    expect((await session.next("decline")).reason).toBe("this agent is being stopped");
    execution.exit(success);
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_SUCCESS" });
    session.send({ resultAck: { key: key() } });
    await session.next("goodbye");
    await stopped;
  });

  test("is not waited for when it is stopped again", async () => {
    const agent = await fixture.start();
    const session = await fixture.welcomed();
    session.send(offer());
    session.send(grant());
    await fixture.functions.next();
    const stopped = agent.stop({ drain: true });
    void agent.stop();
    await stopped;
  });

  test("ends when a coordinator says so and the last attempt is gone", async () => {
    const agent = await fixture.start();
    const session = await fixture.welcomed();
    session.send({ setDraining: { draining: true } });
    await agent.drained();
    session.send({ setDraining: { draining: false } });
    session.send(offer());
    await session.next("claim");
  });
});

test("the token goes with every call, and an agent follows whoever is named as leader", async () => {
  const other = await FakeCoordinator.start();
  try {
    fixture.coordinator.leader = other.address;
    await fixture.start({ token: "secret" });
    const session = (await other.session()).welcome();
    expect(session.authorization).toBe("Bearer secret");
    session.send(offer());
    await session.next("claim");
  } finally {
    other.stop();
  }
});

test("a full disk takes nothing new", async () => {
  await fixture.start({}, { minFreeBytes: "1000TiB" });
  const session = await fixture.welcomed();
  session.send(offer());
  expect((await session.next("decline")).reason).toContain("nearly full");
});

test("a device that was quarantined is told of, and so is that it is back", async () => {
  const clock = new VirtualClock();
  const devices = new FakeDevices("GPU-1");
  await fixture.start({ clock, devices });
  const session = await fixture.welcomed();
  expect(session.hello).toMatchObject({ capacity: { gpus: 1 }, devices: [{ uuid: "GPU-1", quarantined: "" }] });
  session.send(offer(key(), { devices: ["GPU-1"] }));
  session.send(grant());
  const execution = await fixture.functions.next();
  expect(execution.attempt.environment.CUDA_VISIBLE_DEVICES).toBe("GPU-1");
  devices.used.add("GPU-1");
  execution.exit(success);
  await session.next("result");
  await clock.advance(31_000);
  // Whoever is given the device, or leaves it, is told of in the same way.
  const untilQuarantined = async (isQuarantined: boolean) => {
    for (;;) {
      const { devices: told } = await session.next("devicesChanged");
      if (told?.every(({ quarantined }) => (quarantined !== "") === isQuarantined)) return told;
    }
  };
  expect(await untilQuarantined(true)).toMatchObject([
    { uuid: "GPU-1", leasedTo: "", quarantined: expect.stringContaining("computes") },
  ]);
  devices.used.clear();
  await clock.advance(15_000);
  expect(await untilQuarantined(false)).toMatchObject([{ leasedTo: "", quarantined: "" }]);
});
