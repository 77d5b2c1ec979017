/**
 * Goal: a step whose limit the kernel enforces, by killing it, gets more memory the next time, from an agent that has as much,
 * and whoever asks sees what it was given and why it waits.
 * Method: real cgroups, so that the kernel's own count is what is believed. Agents that differ in what they have.
 */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Agent, Client } from "@troupe/sdk/client";
import { eventually, TroupeServer, Workbench } from "@troupe/testing/process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { apply, main } from "./support.ts";

// Three programs are started, and one of them four times over.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const mib = 1024 * 1024;
const bench = new Workbench();
let coordinator: TroupeServer;
let tokenFile: string;
let client: Client;

beforeEach(async () => {
  tokenFile = join(await bench.folder(), "token");
  await writeFile(tokenFile, randomBytes(32).toString("hex"), { mode: 0o600 });
  coordinator = await TroupeServer.start(bench, { main, command: "coordinator", args: ["--token-file", tokenFile] });
  client = await apply(coordinator, "hungry");
});
afterEach(() => bench.clear());

async function startAgent(id: string, memory: string): Promise<Agent> {
  const folder = await bench.folder();
  const folders = ["--state-dir", join(folder, "state"), "--cache-dir", join(folder, "cache")];
  const flags = ["--coordinator", coordinator.address, "--token-file", tokenFile, "--id", id, "--memory", memory];
  const env = { TROUPE_DATA_DIR: folder };
  const agent = await bench.node(main, ["agent", ...flags, ...folders], { env, name: `agent ${id}` });
  await agent.said(/joined the cluster/, { withinMs: 90_000 });
  const found = (await client.agents()).find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} has joined, and is not there`);
  return found;
}

test("what the kernel killed for want of memory is tried again with more, where there is more", async ({ skip }) => {
  const small = await startAgent("small", "128MiB");
  skip(small.isolationTier === 3, "nobody counts memory on this machine: it lets no cgroups be made");
  const run = await client.submit("hungry", { bytes: 120 * mib });
  // 48 MiB, then 96, are too little; and for 192 the agent is too small.
  const explained = await eventually(
    () => run.explain("hoard"),
    ({ cause }) => cause === "never",
    { withinMs: 90_000 },
  );
  expect(explained.summary).toContain("small has 0.1 GiB of memory, 0.2 GiB are needed");
  const between = await run.task("hoard");
  const oom = { exitClass: "oom", code: "TASK_OUT_OF_MEMORY", agent: "small" };
  expect(between).toMatchObject({ state: "queued", attempts: [oom, { ...oom, memoryBytes: 96 * mib }] });
  await startAgent("large", "1GiB");
  expect(await run.wait()).toMatchObject({ state: "succeeded" });
  expect((await run.task("hoard")).attempts).toMatchObject([
    { ...oom, memoryBytes: null },
    { ...oom, memoryBytes: 96 * mib },
    { exitClass: "success", agent: "large", memoryBytes: 192 * mib },
  ]);
  const described = await coordinator.troupe("describe", "task", run.id, "hoard");
  expect(described.stdout).toMatch(/2 +small .* oom .* 96 MiB/);
  expect(described.stdout).toMatch(/3 +large .* success .* 192 MiB/);
});

test("memory grows no further than it may", async ({ skip }) => {
  const agent = await startAgent("large", "1GiB");
  skip(agent.isolationTier === 3, "nobody counts memory on this machine: it lets no cgroups be made");
  const run = await client.submit("hungry", { bytes: 400 * mib });
  expect(await run.wait()).toMatchObject({ state: "failed", failure: { code: "TASK_OUT_OF_MEMORY" } });
  const { attempts } = await run.task("hoard");
  expect(attempts.map(({ exitClass, memoryBytes }) => [exitClass, (memoryBytes ?? 48 * mib) / mib])).toEqual(
    [48, 96, 192, 192].map((size) => ["oom", size]),
  );
});
