/** Goal: what is deployed in earnest works together: three of each server, mutual TLS, an archive in an S3-compatible store. */
import { join } from "node:path";
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Cluster } from "@troupe/sdk/client";
import {
  absentPrograms,
  absentS3Server,
  eventually,
  makeCertificates,
  S3Server,
  TroupeCluster,
  Workbench,
} from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { main } from "../embedded/support.ts";

const bench = new Workbench();
afterEach(() => bench.clear());
const hello = join(import.meta.dirname, "../../examples/hello/pipeline.ts");
const rates = Array.from({ length: 100 }, (_, index) => (index + 1) / 1000);
const absent = absentPrograms("etcd", "nats-server", "openssl");

describe.skipIf(absent.length > 0)("a cluster as it is deployed (needs etcd, nats-server, openssl)", () => {
  test("of three etcd and three NATS with replicas goes on when one of each is killed", async () => {
    const args = ["--feed-replicas", "3"];
    const cluster = await TroupeCluster.start(bench, { main, coordinators: 2, etcdSize: 3, natsSize: 3, args });
    const client = cluster.client();
    await client.apply(await bundlePipelines(hello));
    const run = await client.submit("hello", { rates });
    const sequences: number[] = [];
    let killed: Promise<unknown> | undefined;
    for await (const update of run.watch()) {
      if (update.type !== "event") continue;
      sequences.push(update.sequence);
      if (update.name === "TaskSucceeded")
        killed ??= Promise.all([cluster.etcd.member(0).kill9(), cluster.natsServers[1]?.kill9()]);
    }
    await killed;
    expect((await run.get()).state).toBe("succeeded");
    expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
    expect(killed).toBeDefined();
    const { nats, store, coordinators } = await client.cluster();
    expect({ connected: nats?.connected, store: store.state }).toEqual({ connected: true, store: "ok" });
    expect(coordinators.map(({ name }) => name)).toEqual(["c1", "c2"]);
  });

  test("speaks mutual TLS with etcd and NATS", async () => {
    const certificates = await makeCertificates(bench);
    const cluster = await TroupeCluster.start(bench, { main, coordinators: 2, certificates });
    expect(await succeeds(cluster)).toMatchObject({ nats: { connected: true }, store: { state: "ok" } });
    const client = cluster.client();
    // The agent too: a way is proven by a beat that comes after a word over it.
    await eventually(
      () => client.agents(),
      ([agent]) => agent?.paths.includes("nats") === true,
    );
  });

  test.skipIf(absentS3Server().length > 0)("keeps its archive in S3 (needs versitygw or moto)", async () => {
    const s3 = await S3Server.start(bench);
    const { accessKeyId, secretAccessKey } = s3.credentials;
    const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const cluster = await TroupeCluster.start(bench, { main, coordinators: 2, archive: s3.url, env });
    expect(await succeeds(cluster)).toMatchObject({ archive: "s3" });
  });
});

/** A run of ten tasks; answers with the cluster after it. */
async function succeeds(cluster: TroupeCluster): Promise<Cluster> {
  const client = cluster.client();
  await client.apply(await bundlePipelines(hello));
  const run = await client.submit("hello", { rates: rates.slice(0, 10) });
  expect(await run.wait()).toMatchObject({ state: "succeeded", outputs: { best: { rate: 0.01 } } });
  return client.cluster();
}
