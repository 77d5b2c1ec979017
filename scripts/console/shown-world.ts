/** What the pictures of the console show: a troupe that has worked for a while, and is at work. */
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@troupe/core";
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Client, Run, RunHandle } from "@troupe/sdk/client";
import { TroupeServer, type Workbench } from "@troupe/testing/process";
import { prepareSteps } from "../quickstart/prepare-steps.ts";

export interface ShownWorld {
  readonly server: TroupeServer;
  readonly client: Client;
  readonly succeeded: Run;
  readonly failed: Run;
  /** Runs of one pipeline with curves, newest last. */
  readonly searches: readonly Run[];
  /** In the middle of its work for some minutes. */
  readonly live: RunHandle;
  /** Of a run that waits for somebody. */
  readonly asking: RunHandle;
  readonly artifact: string;
}

const root = join(import.meta.dirname, "../..");
const main = join(root, "packages/cli/src/main.ts");
const example = (path: string): string => join(root, "examples", path);

export async function startShownWorld(bench: Workbench, say: (text: string) => void): Promise<ShownWorld> {
  say("preparing Python steps and a shop with its database…");
  const steps = await prepareSteps({
    codeFolder: example("retraining"),
    dataDir: join(root, ".cache/retraining"),
    installIsAsked: false,
    tell: () => {},
    signal: new AbortController().signal,
  });
  const shop = await bench.folder();
  await bench.finish("python3", [example("airflow-ports/world/make.py"), shop]);
  const server = await TroupeServer.start(bench, { main, env: steps.env });
  const environments = join(steps.dataDir, "agent-cache/environments");
  await share(environments, join(server.dataDir, "agent-cache"));
  await addAgent(bench, server, environments, steps.env);
  const client = server.client();
  for (const file of [steps.pipelineFile, example("hello/pipeline.ts"), example("airflow-ports/pipelines.ts")])
    await client.apply(await bundlePipelines(file));
  await client.apply(await bundlePipelines(join(root, "test/fixtures/pipelines/shown/pipeline.ts")));
  // What they ask each hour is not there.
  for (const name of ["ingestion", "model-monitoring"])
    await client.schedules.pause(name, { reason: "the shop's API is being moved" });
  say("running pipelines, a minute or two…");
  return await fill(server, client, shop);
}

async function fill(server: TroupeServer, client: Client, shop: string): Promise<ShownWorld> {
  const files = { database: join(shop, "shop.db"), registry: join(shop, "models") };
  const ended = async (pipeline: string, params: JsonObject): Promise<Run> =>
    await (await client.submit(pipeline, params)).wait();
  const registry = join(shop, "digits");
  await Promise.all([ended("daily-retraining", files), ended("churn", files), ended("hello", {})]);
  await ended("weekly-search", { ...files, damage: "nulls" });
  const narrow = [0.002, 0.008, 0.02].map((rate) => ({ rate, width: 32 }));
  const searches = [await ended("search", { epochs: 80, settings: narrow }), await ended("search", {})];
  const succeeded = await ended("retraining", { images: 800, epochs: 30, registry });
  for (const epochs of [2, 4, 6, 8])
    await Promise.all([200, 300, 400].map((images) => ended("retraining", { images, epochs, registry })));
  const failed = await ended("retraining", { registry, damage: "scale" });
  for (let count = 1; count <= 12; count++)
    await ended("hello", { rates: Array.from({ length: ((count * 7) % 12) + 1 }, (_, at) => 0.01 * (at + 1)) });
  const asking = await client.submit("release", {});
  await client.submit("release", { model: "digits", accuracy: 0.967 });
  const live = await client.submit("search", { epochs: 1200, pause: 0.25 });
  return {
    server,
    client,
    succeeded,
    failed,
    searches,
    live,
    asking,
    artifact: artifactOf(await reportOf(client, searches)),
  };
}

/** The best fit's report. */
async function reportOf(client: Client, searches: readonly Run[]): Promise<unknown> {
  const newest = searches.at(-1);
  if (newest === undefined) throw new Error("there was no search");
  return (await (await client.run(newest.id)).task("best")).output;
}

function artifactOf(output: unknown): string {
  return (output as { readonly report: { readonly digest: string } }).report.digest;
}

/** A second machine, so to speak. */
async function addAgent(
  bench: Workbench,
  server: TroupeServer,
  environments: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = await bench.folder();
  await share(environments, join(folder, "cache"));
  const own = ["--id", "trainer-2", "--state-dir", join(folder, "state"), "--cache-dir", join(folder, "cache")];
  const words = ["agent", "--coordinator", server.address, ...own, "--cpus", "8", "--labels", "zone=b"];
  const agent = await bench.node(main, words, {
    env: { ...env, TROUPE_DATA_DIR: server.dataDir, XDG_CONFIG_HOME: folder, TROUPE_ADDRESS: server.address },
    name: "agent trainer-2",
  });
  await agent.said(/joined the cluster/);
}

async function share(environments: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  await symlink(environments, join(cache, "environments"));
}
