import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { afterEach, describe, expect, test } from "vitest";
import { absentPrograms } from "./absent-programs.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { EtcdCluster } from "./etcd-cluster.ts";
import { eventually } from "./eventually.ts";
import { Workbench } from "./workbench.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

describe.skipIf(absentPrograms("etcd").length > 0)("an etcd under test (needs etcd)", () => {
  test("comes back on the same port with its data, unless that was taken away", async () => {
    const cluster = await EtcdCluster.start(bench, { quotaBytes: 16 * 1024 * 1024 });
    const [endpoint = ""] = cluster.endpoints;
    await call(endpoint, "put", { key: "a2V5", value: "dmFsdWU=" });
    await cluster.member(0).kill9();
    await cluster.member(0).restart();
    expect(await call(endpoint, "range", { key: "a2V5" })).toMatchObject({ count: "1" });
    await cluster.member(0).stop();
    await cluster.member(0).wipe();
    await cluster.member(0).restart();
    expect(await call(endpoint, "range", { key: "a2V5" })).not.toHaveProperty("count");
  });

  test("has three members, of which it can lose one", async () => {
    const cluster = await EtcdCluster.start(bench, { size: 3 });
    await cluster.member(0).kill9();
    const put = () => call(cluster.endpoints[1] ?? "", "put", { key: "a2V5" }).catch(() => ({}));
    await eventually(put, (answer) => "header" in answer);
  });

  test.skipIf(absentPrograms("openssl").length > 0)("asks its clients for a certificate (needs openssl)", async () => {
    const certificates = await makeCertificates(bench);
    const cluster = await EtcdCluster.start(bench, { certificates });
    const url = `${cluster.endpoints[0]}/health`;
    expect(await statusOf(url, certificates)).toBe(200);
    await expect(statusOf(url, { ...certificates, client: undefined })).rejects.toThrow();
  });
});

/** By the JSON gateway that etcd has beside gRPC: keys and values are base64. */
async function call(endpoint: string, method: string, body: Readonly<Record<string, string>>): Promise<object> {
  const answer = await fetch(`${endpoint}/v3/kv/${method}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method}: ${answer.status}`);
  return (await answer.json()) as object;
}

async function statusOf(
  url: string,
  { ca, client }: Pick<Certificates, "ca"> & { readonly client: Certificates["client"] | undefined },
): Promise<number | undefined> {
  const [authority, cert, key] = await Promise.all(
    [ca, client?.cert, client?.key].map((path) => path && readFile(path)),
  );
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const asked = request(url, { ca: authority, cert, key }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  });
  asked.on("error", reject);
  asked.end();
  return promise;
}
