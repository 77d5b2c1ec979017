/** Clients, agents and coordinators that speak TLS with each other, as processes: who gets in, and what those read who do not. */
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import {
  absentPrograms,
  type Certificates,
  eventually,
  makeCertificates,
  TroupeCluster,
  TroupeServer,
  Workbench,
} from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");
const hello = join(import.meta.dirname, "../../examples/hello/pipeline.ts");

describe.skipIf(absentPrograms("etcd", "nats-server", "openssl").length > 0)(
  "a cluster with mutual TLS (needs etcd, nats-server, openssl)",
  () => {
    const bench = new Workbench();
    let certificates: Certificates;
    let others: Certificates;
    let cluster: TroupeCluster;
    beforeAll(async () => {
      [certificates, others] = await Promise.all([makeCertificates(bench), makeCertificates(bench)]);
      const { ca, server, client } = certificates;
      cluster = await TroupeCluster.start(bench, {
        main,
        coordinators: 2,
        args: ["--tls-cert", server.cert, "--tls-key", server.key, "--tls-ca", ca, "--tls-client-ca", ca],
        agentArgs: () => ["--ca", ca, "--cert", client.cert, "--key", client.key],
      });
    });
    afterAll(() => bench.clear());

    const shown = ({ ca }: Pick<Certificates, "ca">, own?: { readonly cert: string; readonly key: string }) => [
      ...["--ca", ca],
      ...(own === undefined ? [] : ["--cert", own.cert, "--key", own.key]),
    ];

    test("runs what somebody submits who shows a certificate", async () => {
      const ran = await cluster.troupe("run", hello, ...shown(certificates, certificates.client));
      expect(ran.stderr).toContain("succeeded");
      expect(ran.code).toBe(0);
    });

    test("has coordinators that ask each other", async () => {
      for (const { address } of cluster.coordinators) {
        const words = ["get", "agents", "-o", "json", "--address", address];
        const look = async () => (await cluster.troupe(...words, ...shown(certificates, certificates.client))).stdout;
        // A follower knows by itself that there is an agent, and not how it is.
        await eventually(look, (said) => said.includes('"ready"'));
      }
    });

    test("tells everybody else what is missing, and doctor does too", async () => {
      const cases = [
        [[], /speaks TLS; |speaks TLS/, "--ca"],
        [shown(certificates), /asks for a certificate/, "--cert"],
        [shown(others, certificates.client), /is signed by none of those in --ca/, "authority"],
        [shown(certificates, others.client), /does not take the certificate/, "--tls-client-ca"],
      ] as const;
      for (const [words, what, remedy] of cases) {
        const ran = await cluster.troupe("get", "runs", ...words);
        expect(ran).toMatchObject({ code: 5 });
        expect(ran.stderr).toMatch(what);
        expect(ran.stderr).toContain(remedy);
        const doctor = await cluster.troupe("doctor", ...words);
        expect(doctor.stdout).toMatch(what);
      }
    });

    test("tells an agent, in its log, and the agent goes on trying", async () => {
      const folder = await bench.folder();
      const words = ["agent", "--id", "a9", "--coordinator", cluster.addresses, "--state-dir", join(folder, "state")];
      const own = ["--cache-dir", join(folder, "cache"), ...shown(certificates)];
      const agent = await bench.node(main, [...words, ...own], { env: { XDG_CONFIG_HOME: folder }, name: "agent a9" });
      await agent.said(/so it asks for a certificate; show one with --cert and --key/);
      await agent.stop();
    });
  },
);

describe.skipIf(absentPrograms("openssl").length > 0)("one coordinator with TLS (needs openssl)", () => {
  const bench = new Workbench();
  afterAll(() => bench.clear());

  async function started() {
    const certificates = await makeCertificates(bench);
    const env = { TROUPE_TLS_CERT: certificates.server.cert, TROUPE_TLS_KEY: certificates.server.key };
    return { certificates, server: await TroupeServer.start(bench, { main, env }) };
  }

  test("is trusted by its own machine without a word, agent and browser's address included", async () => {
    const { certificates, server } = await started();
    const announced = { TROUPE_DATA_DIR: server.dataDir, TROUPE_ADDRESS: undefined };
    const run = await bench.node(main, ["run", hello], { env: announced, name: "troupe run" });
    expect(await run.ended).toMatchObject({ code: 0 });
    const named = await bench.node(main, ["get", "runs", "--ca", certificates.ca], {
      env: { ...announced, TROUPE_ADDRESS: server.address },
      name: "troupe get",
    });
    expect(await named.ended).toMatchObject({ code: 0 });
    const probe = await answerOf(`${server.httpUrl}readyz`, await readFile(certificates.ca));
    expect(probe).toEqual({ status: 200, text: expect.stringMatching(/^ok\nleads, term \d+\n/) });
  });

  test.each([
    [["--tls-cert", "absent.pem", "--tls-key", "absent.pem"], "TLS_FILE_UNREADABLE"],
    [["--tls-cert", "absent.pem"], "Give certificate and key together"],
    [["--tls-client-ca", "absent.pem"], "goes with --tls-cert"],
  ])("with %j does not start, and says why", async (words, said) => {
    const folder = await bench.folder();
    const listen = ["--data-dir", join(folder, "data"), "--address", "127.0.0.1:0", "--http", "127.0.0.1:0"];
    const env = { XDG_CONFIG_HOME: folder };
    const ran = await bench.node(main, ["coordinator", ...listen, ...words], { env, name: "coordinator" });
    expect(await ran.ended).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain(said);
  });
});

async function answerOf(
  url: string,
  ca: Buffer,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; text: string }>();
  const asked = request(url, { ca }, async (answer) => {
    let text = "";
    for await (const part of answer) text += part;
    resolve({ status: answer.statusCode, text });
  });
  asked.on("error", reject);
  asked.end();
  return promise;
}
