/**
 * Goal: the command and the coordinator mean the same by what crosses the wire.
 * Method: a whole embedded coordinator in this process, without an agent, so that runs wait until they are cancelled.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Coordinator, loadSettings, startCoordinator } from "@troupe/coordinator";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { troupe } from "./testing/console.ts";

let folder: string;
let coordinator: Coordinator;
let at: readonly string[];

const start = (address: string): Promise<Coordinator> =>
  startCoordinator(
    loadSettings({
      flags: { dataDir: join(folder, "data"), address, http: "127.0.0.1:0", logLevel: "silent" },
      env: {},
      configFile: join(folder, "coordinator.yaml"),
    }),
  );

const source = `
  import { command, map, pipeline, z } from "@troupe/sdk";
  const train = command("train", { input: { trees: z.int() }, run: ({ trees }) => ["./train.sh", trees] });
  export default pipeline("churn", { params: { trees: z.array(z.int()).default([10]), mode: z.enum(["fast", "slow"]) } }, ({ params }) => {
    map(params.trees, (trees) => train({ trees }));
  });
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-cli-"));
  await writeFile(join(folder, "coordinator.yaml"), "");
  await writeFile(join(folder, "churn.ts"), source);
  await writeFile(join(folder, "train.sh"), "#!/bin/sh\n", { mode: 0o755 });
  await writeFile(join(folder, ".troupeignore"), "data\ncoordinator.yaml\n");
  coordinator = await start("127.0.0.1:0");
  at = ["--address", coordinator.address];
});
afterAll(async () => {
  await coordinator.stop();
  await rm(folder, { recursive: true });
});

test("the console's address signs in whoever has started the coordinator, and a script gets nothing but that", async () => {
  const asked = await troupe(["console", ...at]);
  expect(asked).toMatchObject({ exitCode: 0, stdout: `${coordinator.httpUrl}\n`, stderr: "" });
  vi.stubEnv("TROUPE_DATA_DIR", join(folder, "data"));
  const announced = await troupe(["console", ...at]);
  vi.unstubAllEnvs();
  expect(announced.stdout).toBe(`${coordinator.httpUrl}?token=${coordinator.token}\n`);
});

test("a pipeline is planned, applied, described and run", async () => {
  const file = join(folder, "churn.ts");
  const plan = await troupe(["plan", file, "-p", "mode=fast", ...at]);
  expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^churn {2}new {2}1 step/) });

  const applied = await troupe(["apply", file, ...at]);
  expect(applied.stdout).toMatch(/^churn {2}applied {2}version [0-9a-f]{12}\n$/);
  expect((await troupe(["apply", file, ...at])).stdout).toContain("unchanged");
  expect((await troupe(["get", "pipelines", "-o", "name", ...at])).stdout).toBe("churn\n");
  const described = await troupe(["describe", "pipeline", "churn", ...at]);
  expect(described.stdout).toMatch(/mode +fast \| slow +required/);

  const started = await troupe(["run", "churn", "-p", "mode=fast", "-p", "trees=[1,2]", "--detach", ...at]);
  const id = started.stdout.trim();
  expect(started.stderr).toContain(`${coordinator.httpUrl}runs/${id}\n`);
  expect(started.exitCode).toBe(0);
  expect((await troupe(["get", "tasks", "@latest", "-o", "name", ...at])).stdout).toBe("train[0]\ntrain[1]\n");
  const run = JSON.parse((await troupe(["describe", "run", id, "-o", "json", ...at])).stdout);
  expect(run).toMatchObject({ id, pipeline: "churn", state: "running", params: { mode: "fast", trees: [1, 2] } });

  expect(await troupe(["cancel", id, ...at])).toMatchObject({ exitCode: 0 });
  expect(await troupe(["watch", id, ...at])).toMatchObject({ exitCode: 6 });
});

test("what is wrong is refused with its place", async () => {
  await troupe(["apply", join(folder, "churn.ts"), ...at]);
  const wrong = await troupe(["run", "churn", "-p", "mode=quick", "-p", "treees=[1]", ...at]);
  expect(wrong.exitCode).toBe(3);
  expect(wrong.stderr).toContain("params.mode");
  expect(wrong.stderr).toContain("params.treees");
  expect(await troupe(["run", "nothing", ...at])).toMatchObject({ exitCode: 4 });
  expect(await troupe(["describe", "run", "01m82694tayywf4qgnhrp2mv8t", ...at])).toMatchObject({ exitCode: 4 });
  expect(await troupe(["describe", "agent", "nobody", ...at])).toMatchObject({ exitCode: 4 });
});

test("the same request id is the same run; with other parameters it is refused", async () => {
  const once = ["run", "churn", "-d", "--request-id", "once", "-p", "mode=fast", ...at];
  const first = await troupe(once);
  expect((await troupe(once)).stdout).toBe(first.stdout);
  const other = await troupe(["run", "churn", "-d", "--request-id", "once", "-p", "mode=slow", ...at]);
  expect(other).toMatchObject({ exitCode: 3, stdout: "" });
  expect(other.stderr).toContain("REQUEST_ID_REUSED");
  await troupe(["cancel", first.stdout.trim(), ...at]);
});

test("a run is watched through a restart of its coordinator", async () => {
  const watched = troupe(["run", "churn", "-p", "mode=fast", ...at]);
  await watched.until("is running");
  await coordinator.stop();
  await watched.until("the coordinator is gone");
  coordinator = await start(coordinator.address);
  expect(await troupe(["cancel", "@latest", ...at])).toMatchObject({ exitCode: 0 });
  expect(await watched).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("⊘ churn cancelled") });
});
