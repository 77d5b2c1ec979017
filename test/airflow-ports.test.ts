/**
 * Goal: the eight ports do for real what they say: SQL, HTTP, files, scikit-learn, a service that is asked.
 * Method: a shop is made, with its database, files and API; one `troupe dev` runs every pipeline on it.
 */
import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@troupe/core";
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Client, Run } from "@troupe/sdk/client";
import { type TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingFor } from "../scripts/system-needs.ts";
import { startDev } from "./embedded/support.ts";

const ports = join(import.meta.dirname, "../examples/airflow-ports");
const missing = missingFor("quickstart").map(({ name }) => name);
const isSkipped = missing.length > 0 && !process.env.CI;
const title = isSkipped ? `the ports of the article (missing: ${missing.join(", ")})` : "the ports of the article";

describe.skipIf(isSkipped)(title, { timeout: 300_000 }, () => {
  const bench = new Workbench();
  let dev: TroupeServer;
  let client: Client;
  let shop: { readonly database: string; readonly registry: string };
  let folder: string;
  /** A day on which customers are not any more those that the model has learned from. */
  let changed: string;

  beforeAll(async () => {
    folder = await bench.folder();
    changed = await bench.folder();
    await bench.finish("python3", [join(ports, "world/make.py"), folder]);
    await bench.finish("python3", [join(ports, "world/make.py"), changed, "60"]);
    shop = { database: join(folder, "shop.db"), registry: join(folder, "models") };
    dev = await startDev(bench);
    client = dev.client();
    const bundle = await bundlePipelines(join(ports, "pipelines.ts"));
    await client.apply(bundle);
    // Their time has not come: what is tested here is started here.
    for (const { name, spec } of bundle.pipelines)
      if (spec.schedule !== undefined) await client.schedules.pause(name, { reason: "a test starts them" });
  }, 60_000);
  afterAll(() => bench.clear());

  async function ended(pipeline: string, params: JsonObject, interval?: { start: Date; end: Date }): Promise<Run> {
    const run = await client.submit(pipeline, params, interval === undefined ? {} : { interval });
    const end = await run.wait();
    expect(end, JSON.stringify(end.failure)).toMatchObject({ state: "succeeded" });
    return end;
  }

  test("daily retraining deploys a model that is right in nine of ten cases", async () => {
    const { outputs } = await ended("daily-retraining", shop);
    expect(outputs).toMatchObject({ accuracy: expect.closeTo(0.93, 1), deployed: { band: "production" } });
    const record = JSON.parse(await readFile(join(shop.registry, "production.json"), "utf8"));
    expect(record.digest.slice(7, 19)).toBe(record.version);
  });

  test("the weekly search stops at data that is not whole", async () => {
    const run = await client.submit("weekly-search", { ...shop, damage: "nulls" });
    expect(await run.wait()).toMatchObject({ state: "failed", failure: { task: "sound", code: "CHECK_FAILED" } });
    const { outputs } = await ended("weekly-search", { ...shop, settings: [{ trees: 20, depth: 12 }], bar: 0.8 });
    expect(outputs).toMatchObject({ model: { trees: 20 }, deployed: { band: "production" } });
  });

  test("ingestion joins what a database, files and an API have", async () => {
    const api = await bench.start("python3", ["-u", join(ports, "world/serve.py")]);
    const [port] = await api.said(/^\d+$/);
    const params = {
      database: shop.database,
      files: join(folder, "raw"),
      api: `http://127.0.0.1:${port}/customers?n=100`,
    };
    expect((await ended("ingestion", params)).outputs).toMatchObject({ data: { rows: 2400 + 300 + 100 } });
  });

  test("a churn model has to beat the champion of the day before", async () => {
    const first = await ended("churn", shop);
    expect(first.outputs).not.toHaveProperty("alert");
    const second = await ended("churn", shop);
    expect(second.outputs).toMatchObject({
      champion: (first.outputs as { champion: object }).champion,
      alert: { reason: expect.stringContaining("is no more than the champion's") },
    });
  });

  test("the lifecycle's model is released once it has answered, and watched until it does not fit any more", async () => {
    const { outputs: made } = await ended("model-lifecycle", shop);
    expect(made).toMatchObject({ production: { band: "production" } });
    const services = join(folder, "services");
    const { outputs: released } = await ended("model-deployment", { ...shop, folder: services });
    const { service } = released as { service: { verified: { right: number }; current: { location: string } } };
    expect(service.verified.right).toBeGreaterThan(80);
    expect(await readlink(join(services, "current"))).toBe(service.current.location);

    const hour = { start: new Date("2026-03-02T10:00:00Z"), end: new Date("2026-03-02T11:00:00Z") };
    const calm = await ended("model-monitoring", shop, hour);
    expect(calm.outputs).toMatchObject({ drifted: [] });
    const alarmed = await ended("model-monitoring", { ...shop, database: join(changed, "shop.db") }, hour);
    const { retraining, drifted } = alarmed.outputs as { retraining: { runId: string }; drifted: readonly string[] };
    expect(drifted).toEqual(["monthly"]);
    const retrained = await (await client.run(retraining.runId)).wait();
    expect(retrained).toMatchObject({ state: "succeeded", cause: { kind: "trigger", runId: alarmed.id } });
  });
});
