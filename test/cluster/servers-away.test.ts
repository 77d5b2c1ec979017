/** A coordinator that is started before etcd waits for it, and ends when it is told to. */
import { join } from "node:path";
import { absentPrograms, type Child, eventually, freePort, TroupeCluster, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";

const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");
const bench = new Workbench();
afterEach(() => bench.clear());

describe.skipIf(absentPrograms("etcd", "nats-server").length > 0)("a coordinator (needs etcd, nats-server)", () => {
  test("waits for an etcd that is not there, says so, and serves when it comes", { timeout: 60_000 }, async () => {
    const cluster = await TroupeCluster.start(bench, { main, coordinators: 1, agents: 0 });
    const coordinator = cluster.coordinator(0);
    await coordinator.stop();
    await cluster.etcd.member(0).stop();
    const serving = coordinator.restart();
    await eventually(
      () => coordinator.readiness(),
      (said) => said?.status === 503 && said.text === "waits for etcd\n",
    );
    await coordinator.process.said(/waiting for etcd: etcd did not answer/);
    await cluster.etcd.member(0).restart();
    await serving;
    await eventually(
      () => coordinator.leads(),
      (leads) => leads,
    );
  });

  test("that waits ends at once when it is told to", { timeout: 60_000 }, async () => {
    const folder = await bench.folder();
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const words = ["coordinator", "--data-dir", join(folder, "data"), "--archive", `file://${folder}`];
    const listen = ["--address", "127.0.0.1:0", "--http", "127.0.0.1:0", "--nats", "nats://127.0.0.1:1"];
    const child: Child = await bench.node(main, [...words, ...listen, "--etcd", nowhere], { name: "waits" });
    await child.said(/waiting for etcd/);
    expect(await child.stop()).toEqual({ code: 0, signal: null });
  });
});
