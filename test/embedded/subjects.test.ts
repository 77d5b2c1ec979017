/** Goal: who approves, pauses and cancels is who the token says, and nobody can claim to be somebody else. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apply, main } from "./support.ts";

const bench = new Workbench();
let coordinator: TroupeServer;
/** Files with one line each, as people have them. */
let anna: string;
let ben: string;

beforeAll(async () => {
  const folder = await bench.folder();
  const line = (subject: string) => `${subject} ${randomBytes(32).toString("hex")}\n`;
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const lines = [line("anna"), line("ben")] as const;
  [anna, ben] = [await write("anna", lines[0]), await write("ben", lines[1])];
  const all = await write("tokens", `# everybody\n${lines.join("")}${randomBytes(32).toString("hex")}\n`);
  coordinator = await TroupeServer.start(bench, { main, command: "coordinator", args: ["--token-file", all] });
  await apply(coordinator, "releasing");
  await apply(coordinator, "scheduled");
});
afterAll(() => bench.clear());

test("an approver answers by a token of hers, and nobody answers by her name", async () => {
  const run = await coordinator.client().submit("asking", {});
  const claimed = await coordinator.troupe("approve", run.id, "go", "--by", "anna");
  expect(claimed.stderr).toContain("NOT_AN_APPROVER");
  expect(claimed.stderr).toContain("use a token that names anna");
  const other = await coordinator.troupe("approve", run.id, "go", "--by", "anna", "--token-file", ben);
  expect(other.stderr).toContain("ben may not answer");
  const approved = await coordinator.troupe("approve", run.id, "go", "--token-file", anna);
  expect(approved.code, approved.stderr).toBe(0);
  expect(approved.stderr).toContain("approved by anna");
  expect((await run.wait()).state).toBe("succeeded");
  expect((await run.task("go")).output).toMatchObject({ decision: "approved", by: "anna", claimed: false });
});

test("a run is cancelled, and a schedule paused, by whom the token names", async () => {
  const run = await coordinator.client().submit("asking", {});
  const cancelled = await coordinator.troupe("cancel", run.id, "--reason", "not today", "--token-file", ben);
  expect(cancelled.code, cancelled.stderr).toBe(0);
  expect(await run.wait()).toMatchObject({ state: "cancelled", cancelledBy: "ben" });
  expect((await coordinator.troupe("describe", "run", run.id)).stdout).toMatch(/cancelled by +ben/);

  const [schedule] = await coordinator.client().schedules.list();
  const pipeline = schedule?.pipeline ?? "";
  await coordinator.troupe("pause", pipeline, "--by", "anna", "--token-file", ben);
  expect((await coordinator.client().schedules.get(pipeline)).paused).toMatchObject({ by: "ben" });
});
