/**
 * Goal: whoever knows gRPC and nothing of Troupe lists, watches and cancels runs of a cluster: with what is generated from
 * the .proto files, and with what a coordinator tells of itself.
 */
import { join } from "node:path";
import { bundlePipelines } from "@troupe/sdk/bundle";
import { absentPrograms, absentPythonGrpc, pythonWithGrpc, TroupeCluster, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilRunning } from "../deployments/support.ts";

const root = join(import.meta.dirname, "../..");
const bench = new Workbench();
afterAll(() => bench.clear());
const absent = [...absentPrograms("etcd", "nats-server"), ...absentPythonGrpc()];

describe.skipIf(absent.length > 0)("a client in Python (needs etcd, nats-server, grpcio-tools)", () => {
  let cluster: TroupeCluster;
  let generated: string;

  beforeAll(async () => {
    generated = await bench.folder();
    const protos = ["run", "pipeline", "agent", "session", "artifact", "cluster"].map(
      (name) => `troupe/v1/${name}.proto`,
    );
    const out = [`--python_out=${generated}`, `--grpc_python_out=${generated}`];
    const args = ["-m", "grpc_tools.protoc", `-I${join(root, "proto")}`, ...out, ...protos];
    const [made, started] = await Promise.all([
      bench.finish(pythonWithGrpc, args),
      TroupeCluster.start(bench, { main: join(root, "packages/cli/src/main.ts"), coordinators: 2 }),
    ]);
    expect(made.code, made.stderr).toBe(0);
    cluster = started;
    await cluster.client().apply(await bundlePipelines(join(root, "test/fixtures/pipelines/stubborn/pipeline.ts")));
  });

  test.each(["generated", "reflected"])("that is %s lists, watches and cancels a run", async (how) => {
    const run = await cluster.client().submit("stubborn");
    // Until it runs: there is something to see, and to cancel.
    await untilRunning(run);
    const addresses = cluster.coordinators.map(({ address }) => address);
    const script = join(import.meta.dirname, "python/client.py");
    const env = { PYTHONPATH: generated };
    const seen = await bench.finish(pythonWithGrpc, [script, how, run.id, ...addresses], { env });
    expect(seen.code, seen.stderr).toBe(0);
    const told = JSON.parse(seen.stdout);
    for (const listed of told.listed) expect(listed).toContain(run.id);
    expect(told).toMatchObject({ began: "snapshot", last: "RunCancelled" });
    expect(told.sequences).toEqual(told.sequences.map((_: number, index: number) => told.from + 1 + index));
    expect(await run.get()).toMatchObject({ state: "cancelled", sequence: told.sequences.at(-1) });
  });
});
