/** Goal: three coordinators, one run, the leader killed in the middle: the run finishes, and whoever watches it sees all. */
import { join } from "node:path";
import { bundlePipelines } from "@troupe/sdk/bundle";
import { absentPrograms, type ClusterCoordinator, eventually, TroupeCluster, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";

const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");
const hello = join(import.meta.dirname, "../../examples/hello/pipeline.ts");
const bench = new Workbench();
afterEach(() => bench.clear());

const rates = Array.from({ length: 200 }, (_, index) => (index + 1) / 1000);

async function theLeader(cluster: TroupeCluster): Promise<ClusterCoordinator> {
  const found = await eventually(
    () => cluster.leader(),
    (leader) => leader !== undefined,
  );
  if (found === undefined) throw new Error("nobody leads");
  return found;
}

describe.skipIf(absentPrograms("etcd", "nats-server").length > 0)("a cluster (needs etcd and nats-server)", () => {
  test("finishes a run whose leader is killed, and a watch goes on to its end", { timeout: 180_000 }, async () => {
    const cluster = await TroupeCluster.start(bench, { main });
    const client = cluster.client();
    await client.apply(await bundlePipelines(hello));
    const leader = await theLeader(cluster);
    const run = await client.submit("hello", { rates });
    expect((await client.runs()).map(({ id }) => id)).toContain(run.id);
    const sequences: number[] = [];
    let killed: Promise<unknown> | undefined;
    for await (const update of run.watch()) {
      if (update.type !== "event") continue;
      sequences.push(update.sequence);
      if (killed === undefined && update.name === "TaskSucceeded") killed = leader.kill9();
    }
    await killed;
    expect((await run.get()).state).toBe("succeeded");
    // From the snapshot on each event once, whoever told it.
    expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
    expect(await theLeader(cluster)).not.toBe(leader);
    await leader.restart();
    const readHere = cluster.client(leader.address);
    expect((await (await readHere.run(run.id)).get()).state).toBe("succeeded");
    expect((await readHere.runs()).map(({ id }) => id)).toEqual([run.id]);
  });

  test("is handed over by a leader that is told to stop", { timeout: 180_000 }, async () => {
    const cluster = await TroupeCluster.start(bench, { main, coordinators: 2 });
    const client = cluster.client();
    await client.apply(await bundlePipelines(hello));
    const leader = await theLeader(cluster);
    const run = await client.submit("hello", { rates });
    const watched = run.wait();
    expect(await leader.stop()).toMatchObject({ code: 0 });
    expect((await watched).state).toBe("succeeded");
  });
});
