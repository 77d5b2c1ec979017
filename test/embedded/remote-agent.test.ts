/** Goal: agents on other machines join a coordinator that has none, if they have its token, and do all its work. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, TroupeServer, Workbench } from "@troupe/testing/process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apply, main } from "./support.ts";

const bench = new Workbench();
let coordinator: TroupeServer;
let tokenFile: string;

beforeEach(async () => {
  tokenFile = await secret();
  coordinator = await TroupeServer.start(bench, { main, command: "coordinator", args: ["--token-file", tokenFile] });
});
afterEach(() => bench.clear());

async function secret(): Promise<string> {
  const file = join(await bench.folder(), "token");
  await writeFile(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return file;
}

async function startAgent(id: string, token: string): Promise<Child> {
  const folder = await bench.folder();
  const folders = ["--state-dir", join(folder, "state"), "--cache-dir", join(folder, "cache")];
  const flags = ["--coordinator", coordinator.address, "--token-file", token, "--id", id, ...folders];
  return bench.node(main, ["agent", ...flags], { env: { TROUPE_DATA_DIR: folder }, name: `troupe agent ${id}` });
}

test("a run waits for an agent, and is done by the one that comes", async () => {
  const client = await apply(coordinator, "greeting");
  const run = await client.submit("greeting", { names: ["Ada"] });
  expect(await run.task("greet[0]")).toMatchObject({ state: "queued", reason: expect.stringContaining("agent") });
  await startAgent("a1", tokenFile);
  expect(await run.outputs()).toMatchObject({ counted: { texts: ["Hello, Ada!"] } });
  expect((await run.task("greet[0]")).attempts).toMatchObject([{ agent: "a1" }]);
  expect(await client.agents()).toMatchObject([{ id: "a1", state: "ready" }]);
});

test("an artifact of one agent is an input on another", async () => {
  const agents = await Promise.all(["a1", "a2"].map((id) => startAgent(id, tokenFile)));
  const latch = await bench.latch();
  const to = join(await bench.folder(), "model.json");
  const client = await apply(coordinator, "training");
  const run = await client.submit("training", { latch: latch.path, to });
  const following = await coordinator.command("logs", "-f", run.id, "train");
  await Promise.all([0, 1].map((index) => following.said(new RegExp(`train\\[${index}\\].*half`))));
  for (const _ of agents) latch.open();
  expect((await run.wait()).state).toBe("succeeded");
});

test("an agent without the token gets no work", async () => {
  const stranger = await startAgent("stranger", await secret());
  await stranger.said(/UNAUTHENTICATED/);
  expect(await coordinator.client().agents()).toEqual([]);
  const refused = await coordinator.troupe("get", "agents", "--token-file", await secret());
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 3, stdout: "" });
  expect(refused.stderr).toContain("UNAUTHENTICATED");
});
