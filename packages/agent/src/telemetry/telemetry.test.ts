import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentFixture, command, key, offer } from "../../test-support/agent-fixture.ts";
import { gone } from "../../test-support/await-gone.ts";
import { DurableLog } from "../../test-support/durable-log.ts";
import type { FakeTelemetry } from "../../test-support/fake-coordinator.ts";
import { success } from "../../test-support/fake-executor.ts";

let fixture: AgentFixture;
let durable: DurableLog;
beforeEach(async () => {
  fixture = await AgentFixture.open();
  durable = new DurableLog();
});
afterEach(() => fixture.close());

async function started(task = "train", kind: "process" | "function" = "process") {
  await fixture.start();
  const session = await fixture.welcomed();
  session.send(offer(key(task), kind === "process" ? { declarationJson: command() } : {}));
  session.send({ grant: { key: key(task), term: 1 } });
  const execution = await (kind === "process" ? fixture.processes : fixture.functions).next();
  await session.next("running");
  const { folder } = execution.attempt;
  return { session, execution, folder: folder ?? "" };
}

/** Takes batches until the claim holds, and acknowledges each. */
async function take(telemetry: FakeTelemetry, until: () => boolean): Promise<void> {
  while (!until()) telemetry.acknowledge(durable.take(await telemetry.next()));
}

async function forgotten(session: Awaited<ReturnType<typeof started>>["session"], task = "train"): Promise<void> {
  session.send({ resultAck: { key: key(task) } });
  session.send({ setDraining: { draining: true } });
  await fixture.agent.drained();
}

describe("logs of a process", () => {
  test("are shipped as they are written, and the result tells their length", async () => {
    const { session, execution, folder } = await started();
    appendFileSync(join(folder, "stdout"), "one\n");
    const telemetry = await fixture.coordinator.telemetry();
    await take(telemetry, () => durable.text("train") === "one\n");
    appendFileSync(join(folder, "stdout"), "two\n");
    appendFileSync(join(folder, "stderr"), "oops\n");
    await take(telemetry, () => durable.text("train", "STDERR") === "oops\n" && durable.length("train") === 8);
    appendFileSync(join(folder, "stdout"), "last words");
    execution.exit({ exitCode: 1, signal: null, oom: false });
    expect(await session.next("result")).toMatchObject({
      message: "exited with code 1: oops",
      lengths: [
        { stream: "LOG_STREAM_STDOUT", offset: 18 },
        { stream: "LOG_STREAM_STDERR", offset: 5 },
        { stream: "LOG_STREAM_MESSAGES", offset: 0 },
      ],
    });
    const draining = forgotten(session);
    await take(telemetry, () => durable.text("train") === "one\ntwo\nlast words");
    await draining;
    expect(durable.holes).toEqual([]);
  });

  test("arrive byte for byte over many lost connections, with acknowledgements lost and repeated", async () => {
    const { session, execution, folder } = await started();
    const lines = Array.from({ length: 60_000 }, (_, line) => `line ${line} ${"x".repeat(line % 90)}\n`).join("");
    writeFileSync(join(folder, "stdout"), lines);
    execution.exit(success);
    await session.next("result");
    const draining = forgotten(session);
    for (let round = 0; durable.length("train") < lines.length; round += 1) {
      const telemetry = await fixture.coordinator.telemetry();
      const ack = durable.take(await telemetry.next());
      // Every third acknowledgement is lost with its connection; the others come twice.
      if (round % 3 === 0) telemetry.end();
      else {
        telemetry.acknowledge(ack);
        telemetry.acknowledge(ack);
        telemetry.acknowledge(durable.take(await telemetry.next()));
        telemetry.end();
      }
    }
    const last = fixture.coordinator.telemetry().then((telemetry) => take(telemetry, () => false));
    await Promise.race([draining, last]);
    expect(durable.text("train")).toBe(lines);
    expect(durable.holes).toEqual([]);
    expect(durable.overlaps).toBeGreaterThan(0);
  });

  test("no more than the window is in flight, whatever is there to read", async () => {
    const { folder } = await started();
    writeFileSync(join(folder, "stdout"), Buffer.alloc(12 * 1024 * 1024, "y"));
    const telemetry = await fixture.coordinator.telemetry();
    const unacknowledged = [];
    for (let bytes = 0; bytes < 4 * 1024 * 1024; bytes = durable.length("train")) {
      unacknowledged.push(durable.take(await telemetry.next()));
    }
    expect(durable.length("train")).toBeLessThan(5 * 1024 * 1024);
    for (const ack of unacknowledged) telemetry.acknowledge(ack);
    await take(telemetry, () => durable.length("train") === 12 * 1024 * 1024);
  });
});

describe("logs that the coordinators lose", () => {
  /** Shipped, acknowledged, and its result durable: the agent has nothing more to do for it. */
  async function over(kind: "process" | "function", print: (of: Awaited<ReturnType<typeof started>>) => void) {
    const of = await started("train", kind);
    print(of);
    of.execution.exit({ ...success, result: { ok: true, output: null } });
    await of.session.next("result");
    const draining = forgotten(of.session);
    const telemetry = await fixture.coordinator.telemetry();
    await Promise.race([draining, take(telemetry, () => false)]);
    await draining;
    return { ...of, telemetry };
  }

  const inFile = ({ folder }: { readonly folder: string }): void => writeFileSync(join(folder, "stdout"), "printed\n");
  const inMemory = ({ execution }: Awaited<ReturnType<typeof started>>): void =>
    execution.sink.log("stdout", Buffer.from("printed\n"));

  test.each([
    ["process", inFile],
    ["function", inMemory],
  ] as const)("are shipped again when the stream is back, though the %s is over", async (kind, print) => {
    const { telemetry } = await over(kind, print);
    durable.lose();
    telemetry.end();
    await take(await fixture.coordinator.telemetry(), () => durable.text("train") === "printed\n");
    expect(durable.holes).toEqual([]);
  });

  test("are shipped again by the next agent process", async () => {
    await over("process", inFile);
    void fixture.agent.stop();
    await fixture.agent.stop();
    durable.lose();
    await fixture.start();
    await take(await fixture.coordinator.telemetry(), () => durable.text("train") === "printed\n");
  });

  const point = (step: number) => ({ type: "metric", name: "loss", value: 1 / step, step });
  const curve = Array.from({ length: 12_000 }, (_, index) => point(index + 1));
  const measured = {
    process: ({ folder }: { readonly folder: string }): void =>
      writeFileSync(join(folder, "messages.jsonl"), curve.map((value) => `${JSON.stringify(value)}\n`).join("")),
    function: ({ execution }: Awaited<ReturnType<typeof started>>): void =>
      curve.slice(0, 2000).forEach((value) => {
        execution.sink.message(value);
      }),
  };
  const steps = (): unknown[] => durable.points.get("train")?.map(({ step }) => step) ?? [];

  test.each(["process", "function"] as const)("come with their metrics, though the %s is over", async (kind) => {
    const { telemetry } = await over(kind, measured[kind]);
    const all = steps();
    expect(all).toHaveLength(kind === "process" ? 12_000 : 2000);
    for (let next = telemetry, round = 0; round < 2; round += 1) {
      durable.lose();
      next.end();
      next = await fixture.coordinator.telemetry();
      // Asked whether they are durable, it says no, and the agent begins anew.
      next.acknowledge(durable.take(await next.next()));
      next = await fixture.coordinator.telemetry();
      await take(next, () => steps().length === all.length);
      expect(steps()).toEqual(all);
    }
  });

  test("come with their metrics while the process goes on", async () => {
    const { folder, execution, session } = await started();
    measured.process({ folder });
    const telemetry = await fixture.coordinator.telemetry();
    await take(telemetry, () => steps().length === 12_000);
    durable.lose();
    telemetry.end();
    const asked = await fixture.coordinator.telemetry();
    asked.acknowledge(durable.take(await asked.next()));
    appendFileSync(join(folder, "messages.jsonl"), `${JSON.stringify(point(12_001))}\n`);
    await take(await fixture.coordinator.telemetry(), () => steps().length === 12_001);
    expect(steps()).toEqual([...curve, point(12_001)].map(({ step }) => step));
    execution.exit(success);
    expect((await session.next("result")).metrics).toBe(12_001);
  });

  test("come with their metrics from the next agent process", async () => {
    await over("process", measured.process);
    await fixture.agent.stop();
    durable.lose();
    await fixture.start();
    void durable.keepAll(fixture.coordinator);
    await durable.until(() => steps().length === 12_000);
    expect(steps()).toEqual(curve.map(({ step }) => step));
  });

  test("are kept until their run is in the archive, and not longer", async () => {
    const { telemetry, folder } = await over("process", inFile);
    telemetry.end();
    const next = await fixture.coordinator.telemetry();
    expect(existsSync(join(folder, "stdout"))).toBe(true);
    durable.sealed.add("run1");
    const asked = await next.next();
    expect(asked.held).toMatchObject([{ key: key(), stream: "LOG_STREAM_STDOUT", offset: 8 }]);
    next.acknowledge(durable.take(asked));
    await gone(join(folder, ".."));
  });
});

describe("messages of a process", () => {
  test("become points, progress and log lines", async () => {
    const { session, execution, folder } = await started();
    const messages = [
      { type: "metric", name: "loss", value: 0.5, step: 1 },
      { type: "log", level: "info", message: "hello" },
      { type: "progress", fraction: 0.25, message: "a quarter" },
      { type: "metric", name: "loss", value: 0.25, step: 2 },
      { type: "output", value: { ok: true } },
      { type: "nonsense" },
    ];
    appendFileSync(join(folder, "messages.jsonl"), messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
    const telemetry = await fixture.coordinator.telemetry();
    const progress: unknown[] = [];
    while (
      durable.points.get("train")?.length !== 2 ||
      durable.length("train", "MESSAGES") === 0 ||
      progress.length === 0
    ) {
      const batch = await telemetry.next();
      progress.push(...batch.progress);
      telemetry.acknowledge(durable.take(batch));
    }
    expect(progress).toMatchObject([{ key: key(), fraction: 0.25, message: "a quarter" }]);
    expect(durable.points.get("train")).toEqual(
      [
        { name: "loss", value: 0.5, step: 1, _step: "step" },
        { name: "loss", value: 0.25, step: 2 },
      ].map(({ name, value, step }) => ({ name, value, step })),
    );
    appendFileSync(join(folder, "messages.jsonl"), '{"type":"log","message":"cut"}');
    execution.exit(success);
    const result = await session.next("result");
    const draining = forgotten(session);
    await Promise.race([draining, take(telemetry, () => false)]);
    const lines = durable
      .text("train", "MESSAGES")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ message }) => message)).toEqual([
      "hello",
      expect.stringContaining("was not understood"),
      "cut",
    ]);
    expect(result.lengths).toContainEqual({
      stream: "LOG_STREAM_MESSAGES",
      offset: durable.length("train", "MESSAGES"),
    });
  });

  test("a flood of points waits in the file, and all of them arrive", async () => {
    const { session, execution, folder } = await started();
    const points = Array.from(
      { length: 25_000 },
      (_, step) => `{"type":"metric","name":"m","value":${step},"step":${step}}\n`,
    );
    appendFileSync(join(folder, "messages.jsonl"), points.join(""));
    execution.exit(success);
    await session.next("result");
    const draining = forgotten(session);
    const telemetry = await fixture.coordinator.telemetry();
    await Promise.race([draining, take(telemetry, () => false)]);
    await draining;
    expect(durable.points.get("train")?.map(({ value }) => value)).toEqual(points.map((_, step) => step));
  });

  test("a checkpoint is kept as it was at that moment", async () => {
    const { folder } = await started();
    writeFileSync(join(folder, "model.bin"), "epoch 1");
    appendFileSync(join(folder, "messages.jsonl"), '{"type":"checkpoint","path":"model.bin","step":1}\n');
    const telemetry = await fixture.coordinator.telemetry();
    await take(telemetry, () => durable.length("train", "MESSAGES") > 0);
    writeFileSync(join(folder, "model.bin"), "epoch 2, in place");
    const { digest, size } = JSON.parse(durable.text("train", "MESSAGES"));
    expect(String(await fixture.coordinator.archive.arrival(digest))).toBe("epoch 1");
    expect(size).toBe(7);
  });
});

describe("a function", () => {
  test("that says nothing opens no telemetry stream", async () => {
    const { session, execution } = await started("quiet", "function");
    execution.exit(success);
    await session.next("result");
    await forgotten(session, "quiet");
  });

  test("prints into memory; above its cap a counted gap", async () => {
    const { session, execution } = await started("train", "function");
    const line = Buffer.alloc(64 * 1024, "z");
    for (let n = 0; n < 20; n += 1) execution.sink.log("stdout", line);
    execution.sink.message({ type: "metric", name: "loss", value: 1 });
    execution.exit({ ...success, result: { ok: true, output: null } });
    const result = await session.next("result");
    const draining = forgotten(session);
    const telemetry = await fixture.coordinator.telemetry();
    await Promise.race([draining, take(telemetry, () => false)]);
    expect(result.lengths).toContainEqual({ stream: "LOG_STREAM_STDOUT", offset: 20 * line.length });
    expect(durable.length("train")).toBe(20 * line.length);
    expect(durable.gap("train")).toBe(4 * line.length);
    expect(durable.points.get("train")).toMatchObject([{ name: "loss", value: 1 }]);
  });
});
