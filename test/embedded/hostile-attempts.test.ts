/**
 * Goal: whatever a step does to itself, its machine or its streams, its run ends with the right class and code, its log
 * is whole, and the system goes on in bounded memory.
 */
import { createHash } from "node:crypto";
import type { JsonObject } from "@troupe/core";
import type { Client, Task } from "@troupe/sdk/client";
import { type TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadLog, readLog } from "../fault/support/log-text.ts";
import { isAlive, peakMemory } from "../fault/support/processes.ts";
import { apply, startServer } from "../fault/support/servers.ts";

const bench = new Workbench();
let dev: TroupeServer;
let client: Client;

beforeAll(async () => {
  dev = await startServer(bench);
  await apply(dev, "hostile");
  client = dev.client();
});
afterAll(() => bench.clear());

interface Ran {
  readonly task: Task;
  readonly log: ReadLog;
}

async function ran(pipeline: string, params: JsonObject): Promise<Ran> {
  const run = await client.submit(pipeline, params);
  await run.wait();
  const [task] = await run.tasks();
  if (task === undefined) throw new Error(`${pipeline} has no task`);
  return { task, log: await readLog(run, task.name) };
}

const sh = (script: string): Promise<Ran> => ran("shells", { script });

const cannotCount = "nobody counts memory on this machine: it lets no cgroups be made";
const countsMemory = async (): Promise<boolean> => (await client.agents())[0]?.isolationTier !== 3;

describe("an attempt that", () => {
  test.each([
    ["exits with 137", "exit 137"],
    ["is killed by somebody", "kill -KILL $$"],
  ])("%s failed; that is no lack of memory", async (_, script) => {
    const { task } = await sh(script);
    expect(task).toMatchObject({ state: "failed", failure: { code: "TASK_FAILED", exitClass: "failure" } });
    expect(task.attempts.length).toBe(1);
  });

  test("runs out of memory is told so by whoever can count, and never succeeds", async ({ skip }) => {
    skip(!(await countsMemory()), cannotCount);
    // The shell asks for the memory; its own exit code would be 0.
    const script = `x=$(head -c 90000000 /dev/zero | tr '\\0' x); exit 0`;
    const { task } = await ran("greedies", { script });
    expect(task).toMatchObject({ state: "failed", failure: { code: "TASK_OUT_OF_MEMORY", exitClass: "oom" } });
  });

  test("fails because a child ran out of memory is told so too", async ({ skip }) => {
    skip(!(await countsMemory()), cannotCount);
    const script = `python3 -c 'x = bytearray(90_000_000)' || exit 3`;
    const { task } = await ran("greedies", { script });
    expect(task).toMatchObject({ state: "failed", failure: { code: "TASK_OUT_OF_MEMORY", exitClass: "oom" } });
  });

  test("leaves a grandchild behind that holds its stdout ends at once", async () => {
    const { task, log } = await sh(`setsid sh -c 'trap "" TERM; echo $$; sleep 1000' & sleep 0.2; echo mine`);
    expect(task.state).toBe("succeeded");
    const [pid, mine] = log.data.toString().trim().split("\n");
    expect(mine).toBe("mine");
    expect(isAlive(Number(pid))).toBe(false);
  });

  test("never prints has an empty log, that ends", async () => {
    const { task, log } = await sh("exit 0");
    expect(task.state).toBe("succeeded");
    expect(log.bytes).toBe(0);
  });

  test("prints bytes that are no text has them in its log", async () => {
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, at) => at % 256));
    const octal = [...bytes.subarray(0, 256)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
    const { log } = await sh(`for n in 1 2 3 4; do printf '${octal}'; done`);
    expect(log.data.equals(bytes)).toBe(true);
  });

  test("prints one line of 50 MB has all of it in its log", async () => {
    const size = 50_000_000;
    const { log, task } = await sh(`head -c ${size} /dev/zero | tr '\\0' x`);
    expect(task.state).toBe("succeeded");
    expect([log.bytes, log.gaps]).toEqual([size, 0]);
    expect(log.sha256).toBe(createHash("sha256").update(Buffer.alloc(size, "x")).digest("hex"));
  });

  test("prints 200 MB has every line in its log, and memory stays bounded", async () => {
    const lines = 1_250_000;
    const pad = "x".repeat(152);
    const run = await client.submit("shells", { script: `seq -f '%07.0f${pad}' 1 ${lines}` });
    // Another run does not wait for it.
    expect((await sh("echo beside")).log.data.toString()).toBe("beside\n");
    let seen = 0;
    let rest = "";
    let end = 0;
    for await (const { data, offset, gap } of run.logs("shell", { streams: ["stdout"], follow: true })) {
      expect(gap).toBe(0);
      if (offset !== end) throw new Error(`after ${end} bytes came ${offset}`);
      end = offset + data.length;
      const text = rest + Buffer.from(data).toString("latin1");
      const parts = text.split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        seen += 1;
        if (Number(line.slice(0, 7)) !== seen) throw new Error(`line ${seen} is ${line.slice(0, 7)}`);
      }
    }
    expect(seen).toBe(lines);
    expect((await run.wait()).state).toBe("succeeded");
    const peak = peakMemory(dev.process.pid);
    if (peak !== undefined) expect(peak).toBeLessThan(700 * 1024 * 1024);
  });
});

describe("an output", () => {
  test("of 10 MB is refused, with its size and what to do", async () => {
    const script = `{ printf '{"text":"'; head -c 10000000 /dev/zero | tr '\\0' x; printf '"}'; } >"$TROUPE_OUTPUTS/output.json"`;
    const { task } = await ran("yields", { script });
    expect(task).toMatchObject({ state: "failed", failure: { code: "TASK_OUTPUT_TOO_LARGE", exitClass: "failure" } });
    expect(task.failure?.message).toContain("artifact");
  });

  test("of 3 MB is kept, and read again", async () => {
    const script = `{ printf '{"text":"'; head -c 3000000 /dev/zero | tr '\\0' x; printf '"}'; } >"$TROUPE_OUTPUTS/output.json"`;
    const run = await client.submit("yields", { script });
    const { out } = (await run.outputs()) as { out: { text: string } };
    expect(out.text.length).toBe(3_000_000);
  });

  test("that is no JSON, or too deep, is refused", async () => {
    const broken = await ran("yields", { script: `echo '{"text": ' >"$TROUPE_OUTPUTS/output.json"` });
    expect(broken.task.failure?.code).toBe("TASK_OUTPUT_INVALID");
    const deep = `python3 -c 'print("[" * 100000 + "]" * 100000)' >"$TROUPE_OUTPUTS/output.json"`;
    const nested = await ran("yields", { script: deep });
    expect(nested.task.failure?.code).toBe("TASK_OUTPUT_INVALID");
  });

  test.each([
    ["NaN", "numbers", `float("nan")`],
    ["infinity", "numbers", `float("inf")`],
    ["a date", "texts", "datetime.date(2026, 1, 2)"],
    ["an integer over 2^53", "numbers", "2**53 + 1"],
    ["half of a character", "texts", "chr(0xd83d)"],
    ["a set", "texts", "{1, 2}"],
    ["bytes", "texts", `b"abc"`],
  ])("that holds %s is refused, and never something else in its place", async (_, pipeline, code) => {
    const { task } = await ran(pipeline, { code });
    expect(task).toMatchObject({ state: "failed", output: null });
    expect(task.failure?.code).toMatch(/^TASK_(OUTPUT_INVALID|FAILED)$/);
    expect(task.failure?.message).toMatch(/value/);
  });

  test.each([
    ["2**53 - 1", 2 ** 53 - 1],
    ["-(2**53 - 1)", -(2 ** 53 - 1)],
    ["0.1", 0.1],
  ])("of %s is what it is", async (code, value) => {
    const run = await client.submit("numbers", { code });
    expect(await run.outputs()).toEqual({ out: { value } });
  });

  test("of an integer over 2^53 that a program wrote is refused as well", async () => {
    const script = `echo '{"text": 9007199254740993}' >"$TROUPE_OUTPUTS/output.json"`;
    expect((await ran("yields", { script })).task.failure?.code).toBe("TASK_OUTPUT_INVALID");
  });
});

test("in the end the agent has nothing left of any of them", async () => {
  const [agent] = await client.agents();
  expect(agent?.attempts).toEqual([]);
  expect(agent?.state).toBe("ready");
});
