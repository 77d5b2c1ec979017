/** troupe get artifacts, troupe download. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeCoordinator, fakeCoordinator } from "../../../sdk/src/adapters/grpc/testing/fake-coordinator.ts";
import { exitCodes } from "../exit-code.ts";
import { troupe } from "../testing/console.ts";

const content = Buffer.from("a forest");
const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
const artifact = (kind: string, size = content.length) => ({ kind, digest, size });
const output = { accuracy: 0.9, file: artifact("joblib"), plots: [artifact("png")] };
const task = (name: string, value: unknown) => ({
  name,
  node: name,
  step: name,
  kind: "python",
  state: "TASK_STATE_SUCCEEDED",
  attempts: [],
  outputJson: JSON.stringify(value),
});
const all = [task("train", output), task("count", { rows: 3 }), task("report", artifact("html"))];

let fake: FakeCoordinator;
let folder: string;
let isDamaged = false;

beforeEach(async () => {
  isDamaged = false;
  folder = await mkdtemp(join(tmpdir(), "troupe-download-"));
  fake = await fakeCoordinator({
    GetRun: () => ({ runId: "r-1", pipeline: "churn", state: "RUN_STATE_SUCCEEDED", paramsJson: "{}", tasks: {} }),
    ListTasks: ({ names }: { names: readonly string[] }) => ({
      tasks: names.length === 0 ? all : all.filter(({ name }) => names.includes(name)),
    }),
    Download: async function* ({ offset }: { offset: number }) {
      yield { data: isDamaged ? Buffer.from("a desert") : content.subarray(offset) };
    },
  });
});

afterEach(async () => {
  await fake.stop();
  await rm(folder, { recursive: true });
});

const command = (...words: string[]) => troupe([...words, "--address", fake.address]);

test("lists what the tasks of a run have yielded, and where it stands", async () => {
  const { stdout } = await command("get", "artifacts", "r-1", "-o", "name");
  expect(stdout).toBe("train.file\ntrain.plots.0\nreport\n");
  const listed = await command("get", "artifacts", "r-1");
  expect(listed.stdout).toMatch(/TASK +FIELD +KIND +SIZE +DIGEST\ntrain +file +joblib +8 B +sha256:/);
});

test("downloads one, into a file or to stdout", async () => {
  const path = join(folder, "model");
  const { exitCode, stdout, stderr } = await command("download", "r-1", "train", "file", "-o", path);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
  expect(stderr).toContain(digest);
  expect(await readFile(path)).toEqual(content);
  // The only one needs no name.
  expect(await command("download", "r-1", "report", "-o", "-")).toEqual({
    exitCode: 0,
    stdout: "a forest",
    stderr: "",
  });
});

test("keeps nothing that is not what its digest says", async () => {
  isDamaged = true;
  const damaged = await command("download", "r-1", "report", "-o", join(folder, "report"));
  expect(damaged.exitCode).not.toBe(0);
  expect(await readdir(folder)).toEqual([]);
  const streamed = await command("download", "r-1", "report", "-o", "-");
  expect(streamed.exitCode).toBe(damaged.exitCode);
});

test("says what there is where it cannot tell which one is meant", async () => {
  const unclear = await command("download", "r-1", "train");
  expect(unclear).toMatchObject({ exitCode: exitCodes.usage, stderr: expect.stringContaining("file, plots.0") });
  const wrong = await command("download", "r-1", "train", "model");
  expect(wrong).toMatchObject({ exitCode: exitCodes.notFound, stderr: expect.stringContaining("file, plots.0") });
  expect(await command("download", "r-1", "count")).toMatchObject({ exitCode: exitCodes.notFound });
});
