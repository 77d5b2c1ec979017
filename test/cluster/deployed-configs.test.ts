/** Goal: etcd and NATS start with what deploy/ configures, and NATS lets each agent hear what is meant for it, and no more. */
import { execFileSync } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import {
  absentPrograms,
  type Child,
  EtcdCluster,
  eventually,
  freePort,
  TroupeServer,
  Workbench,
} from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const deploy = join(root, "deploy");
const main = join(root, "packages/cli/src/main.ts");
const bench = new Workbench();
afterEach(() => bench.clear());

describe.skipIf(absentPrograms("etcd").length > 0)("etcd (needs etcd)", () => {
  test("starts with the configuration of its version", async () => {
    const [version = ""] = /\d+\.\d+/.exec(execFileSync("etcd", ["--version"], { encoding: "utf8" })) ?? [];
    const [client, peer] = [await freePort(), await freePort()];
    const folder = await bench.folder();
    const given = await readFile(join(deploy, `etcd/etcd-${version}.yaml`), "utf8");
    const here = given
      .replace("/var/lib/etcd", join(folder, "data"))
      .replace(/^initial-cluster: .*$/m, `initial-cluster: etcd-1=http://127.0.0.1:${peer}`)
      .replace(/^(listen-client-urls): .*$/m, `$1: http://127.0.0.1:${client}`)
      .replaceAll("http://10.0.0.1:2379", `http://127.0.0.1:${client}`)
      .replaceAll("http://10.0.0.1:2380", `http://127.0.0.1:${peer}`);
    const config = join(folder, "etcd.yaml");
    await writeFile(config, here);
    const etcd = await bench.start("etcd", ["--config-file", config], { name: "etcd" });
    await etcd.said(/serving client traffic|ready to serve client requests/);
    expect(etcd.stderr).not.toMatch(/unrecognized|unknown|deprecated/i);
    const metrics = await (await fetch(`http://127.0.0.1:${client}/metrics`)).text();
    expect(metrics).toMatch(/^etcd_server_quota_backend_bytes 2\.147483648e\+09$/m);
  });
});

describe.skipIf(absentPrograms("nats-server").length > 0)("NATS (needs nats-server)", () => {
  test.each(["nats-2.9.conf", "nats-2.10.conf"])(
    "reads %s if it is new enough, and says why not else",
    async (name) => {
      const env = { NATS_NAME: "nats-1", NATS_ROUTES: '["nats://127.0.0.1:6222"]' };
      const tried = await bench.finish("nats-server", ["-t", "-c", join(deploy, "nats", name)], { env });
      const knowsSync =
        Number(/v2\.(\d+)\./.exec(execFileSync("nats-server", ["-v"], { encoding: "utf8" }))?.[1]) >= 10;
      if (name === "nats-2.10.conf" && !knowsSync) expect(tried.stderr).toMatch(/unknown field "sync_interval"/);
      else expect(tried).toMatchObject({ code: 0 });
    },
  );
});

const names = ["server", "coordinator.troupe", "gpu-1.agent.troupe", "gpu-2.agent.troupe", "stranger.troupe"] as const;
const absent = absentPrograms("etcd", "nats-server", "openssl");

describe.skipIf(absent.length > 0)("agents.conf (needs etcd, nats-server and openssl)", () => {
  let certificates: string;
  let port: number;

  async function startNats(): Promise<Child> {
    certificates = await bench.folder();
    const made = await bench.finish(join(deploy, "nats/certificates.sh"), [certificates, ...names]);
    expect(made).toMatchObject({ code: 0 });
    port = await freePort();
    const folder = await bench.folder();
    await cp(join(deploy, "nats/agents.conf"), join(folder, "agents.conf"));
    const rules = await readFile(join(folder, "agents.conf"), "utf8");
    await writeFile(join(folder, "agents.conf"), rules.replaceAll("/etc/nats/", `${certificates}/`));
    const config = join(folder, "nats.conf");
    const own = [`listen: "127.0.0.1:${port}"`, `jetstream { store_dir: "${folder}/data" }`, "include ./agents.conf"];
    await writeFile(config, own.join("\n"));
    const server = await bench.start("nats-server", ["-c", config], { name: "nats-server" });
    await server.said(/Server is ready/);
    return server;
  }

  function filesOf(name: (typeof names)[number]) {
    const [caFile, certFile, keyFile] = ["ca.pem", `${name}.pem`, `${name}-key.pem`].map((file) =>
      join(certificates, file),
    );
    return { caFile: caFile ?? "", certFile: certFile ?? "", keyFile: keyFile ?? "" };
  }

  async function connected(name: (typeof names)[number]): Promise<NatsConnection> {
    const connection = await connect({ servers: `tls://127.0.0.1:${port}`, tls: filesOf(name), reconnect: false });
    bench.closes(() => connection.close());
    return connection;
  }

  test("lets a coordinator and its agent do all that they do", { timeout: 120_000 }, async () => {
    await startNats();
    const etcd = await EtcdCluster.start(bench);
    const archive = await bench.folder();
    const flags = (name: (typeof names)[number]) => {
      const { caFile, certFile, keyFile } = filesOf(name);
      return ["--nats", `tls://127.0.0.1:${port}`, "--nats-ca", caFile, "--nats-cert", certFile, "--nats-key", keyFile];
    };
    const coordinator = await TroupeServer.start(bench, {
      main,
      command: "coordinator",
      args: ["--etcd", etcd.endpoints.join(","), "--archive", `file://${archive}`, ...flags("coordinator.troupe")],
    });
    const client = coordinator.client();
    const folders = ["--state-dir", await bench.folder(), "--cache-dir", await bench.folder()];
    const agent = await bench.node(
      main,
      ["agent", "--coordinator", coordinator.address, "--id", "gpu-1", ...folders, ...flags("gpu-1.agent.troupe")],
      { env: { TROUPE_DATA_DIR: coordinator.dataDir, XDG_CONFIG_HOME: coordinator.dataDir } },
    );
    await agent.said(/joined the cluster/);
    const ran = await coordinator.troupe("run", join(root, "examples/hello/pipeline.ts"));
    expect(ran).toMatchObject({ code: 0 });
    // With its second beat, or the third.
    await eventually(
      async () => (await client.agent("gpu-1")).paths,
      (paths) => paths.includes("nats"),
    );
    expect(coordinator.process.stdout + coordinator.process.stderr + agent.stdout + agent.stderr).not.toMatch(
      /permissions? violation/i,
    );
  });

  test("lets an agent hear no other, and say nothing; and nobody in who has no entry", async () => {
    const server = await startNats();
    const agent = await connected("gpu-1.agent.troupe");
    const coordinator = await connected("coordinator.troupe");
    const refused = new Set<string>();
    const refuse = (subject: string) => (error: Error | null) => {
      if (error !== null) refused.add(subject);
    };
    const own = Promise.withResolvers<string>();
    agent.subscribe("troupe.some.agent.gpu-1", { callback: (_, message) => own.resolve(message.string()) });
    for (const subject of ["troupe.some.agent.gpu-2", "troupe.*.agent.*", "troupe.troupe.feed.*", "_INBOX.>", ">"])
      agent.subscribe(subject, { callback: refuse(subject) });
    await agent.flush();
    coordinator.publish("troupe.some.agent.gpu-1", "an offer");
    expect(await own.promise).toBe("an offer");
    expect([...refused].sort()).toEqual([
      ">",
      "_INBOX.>",
      "troupe.*.agent.*",
      "troupe.some.agent.gpu-2",
      "troupe.troupe.feed.*",
    ]);
    agent.publish("troupe.some.agent.gpu-2", "no offer at all");
    await server.said(/Publish Violation.*troupe\.some\.agent\.gpu-2/);
    await expect(connected("stranger.troupe")).rejects.toThrow(/authorization/i);
  });
});
