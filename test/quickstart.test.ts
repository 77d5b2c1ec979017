import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonLibrary } from "@troupe/python";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingFor } from "../scripts/system-needs.ts";

/**
 * What README.md promises: a pipeline on real data with one command. It downloads scikit-learn if pip has not got it, and
 * runs everything for real: coordinator, agent, Python, functions.
 */

const root = join(import.meta.dirname, "..");
const missing = missingFor("quickstart").map(({ name }) => name);
const isSkipped = missing.length > 0 && !process.env.CI;

let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-quickstart-"));
  dataDir = join(folder, "data");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const title = isSkipped ? `npm run quickstart (missing: ${missing.join(", ")})` : "npm run quickstart";

describe.skipIf(isSkipped)(title, { timeout: 300_000 }, () => {
  test("deploys the first model, whose digest is that of the file", async () => {
    const { code, text } = await quickstart();
    expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining("Deployed to production") });
    const [, digest] = /digest +sha256:([0-9a-f]{64})/.exec(text) ?? [];
    const [, accuracy] = /reads (\d\d\.\d) % of the holdout/.exec(text) ?? [];
    expect(sha256(join(dataDir, "models/production/model.joblib"))).toBe(digest);
    // Handwriting that no model has seen: a share above this would mean that training saw the holdout.
    expect(Number(accuracy)).toBeGreaterThan(90);
    expect(Number(accuracy)).toBeLessThan(97);
  });

  test("keeps the champion when the same data makes the same model", async () => {
    const { code, text } = await quickstart();
    expect(code).toBe(0);
    expect(text).toMatch(/Nothing was deployed: .* no more than the champion/);
  });

  test("trains nothing on data that the check does not let through", async () => {
    const { code, text } = await quickstart("--param", "damage=scale");
    expect(code).toBe(1);
    expect(text).toMatch(/values are not between 0 and 16/);
    expect(text).toContain("No model was deployed.");
    expect(text).not.toContain("train[0]  running");
  });

  test("leaves nothing behind when it is interrupted", async () => {
    const child = start("--param", "epochs=500");
    let isInterrupted = false;
    const output = outputOf(child, (text) => {
      if (isInterrupted || !text.includes("train[0]  running")) return;
      isInterrupted = child.kill("SIGINT");
    });
    const [code] = await once(child, "close");
    expect({ code, text: output() }).toMatchObject({
      code: 130,
      text: expect.stringContaining("retraining cancelled"),
    });
    expect(output()).not.toContain("train[2]  running");
    expect(processesNaming(dataDir)).toEqual([]);
  });

  test("the steps in Python pass their own tests", () => {
    const environments = join(dataDir, "agent-cache/environments");
    const [environment = ""] = readdirSync(environments).filter((name) => !name.endsWith(".lock"));
    const python = join(environments, environment, "bin/python");
    const env = { ...process.env, PYTHONPATH: pythonLibrary, PYTHONDONTWRITEBYTECODE: "1" };
    // Throws with what unittest says.
    execFileSync(python, ["-m", "unittest"], { cwd: join(root, "examples/retraining/steps"), env, stdio: "pipe" });
  });
});

function start(...options: readonly string[]): ChildProcess {
  const script = join(root, "scripts/quickstart/main.ts");
  const env = { ...process.env, NO_COLOR: "1" };
  return spawn(process.execPath, [script, "--data-dir", dataDir, ...options], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function quickstart(...options: readonly string[]): Promise<{ readonly code: unknown; readonly text: string }> {
  const child = start(...options);
  const output = outputOf(child);
  const [code] = await once(child, "close");
  return { code, text: output() };
}

function outputOf(child: ChildProcess, onText: (text: string) => void = () => {}): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data: Buffer) => {
      text += data;
      onText(text);
    });
  }
  return () => text;
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Command lines and working folders of what is still running. */
function processesNaming(path: string): readonly string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(path));
}
