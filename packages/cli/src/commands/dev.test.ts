/** Goal: one command is a whole Troupe. Method: it runs in this process, with its agent, and is used through the others. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { troupe } from "../testing/console.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-dev-"));
  await mkdir(join(folder, "flows"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, "flows", name), text);
const flow = (word: string): string => `
  import { command, pipeline } from "@troupe/sdk";
  const say = command("say", { run: () => ["echo", ${JSON.stringify(word)}] });
  export default pipeline("flow", () => { say(); });
`;
const start = (...words: readonly string[]) =>
  troupe(["dev", "--address", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data-dir", join(folder, "data"), ...words], {
    env: {},
  });

function addressIn(said: string): readonly string[] {
  const [, address = ""] = /coordinator +(\S+)/.exec(said) ?? [];
  return ["--address", address];
}

test("a pipeline applied to it runs on its agent", async () => {
  await write("flow.ts", flow("hello"));
  const dev = start();
  await dev.until("Ctrl-C ends it");
  expect(dev.said).toMatch(/ready in \d+ ms[\s\S]*agent +\S+: [\d.]+ cpus/);
  const at = addressIn(dev.said);
  const run = await troupe(["run", join(folder, "flows/flow.ts"), ...at]);
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("✓ flow succeeded") });
  expect((await troupe(["logs", "@latest", "say", ...at])).stdout).toBe("hello\n");
  dev.interrupt();
  expect(await dev).toMatchObject({ exitCode: 0, stdout: "", stderr: expect.stringContaining("stopping") });
});

test("with --watch, what changes is applied, and what is wrong is said until it is mended", async () => {
  await write("flow.ts", flow("one"));
  await write("notes.ts", "export const notes = 1;\n");
  const dev = start("--no-agent", "--watch", join(folder, "flows"));
  await dev.until("flow  applied");
  await write("flow.ts", "export default ;\n");
  await dev.until("[BUNDLE_FAILED]");
  await write("flow.ts", flow("one"));
  await dev.until("flow  unchanged");
  await write("more.ts", flow("two").replaceAll("flow", "more"));
  await dev.until("more  applied");
  dev.interrupt();
  const { exitCode, stderr } = await dev;
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain("NO_PIPELINE");
});

test("a second one for the same data says what is in the way", async () => {
  const dev = start("--no-agent");
  await dev.until("Ctrl-C ends it");
  const second = await start("--no-agent");
  expect(second.exitCode).not.toBe(0);
  expect(second.stderr).toMatch(/error: .*data/);
  dev.interrupt();
  await dev;
});
