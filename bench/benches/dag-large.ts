/** One run of 100,000 functions, from ten maps: to its end, and what etcd holds of it then. */
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { layers } from "../pipelines/dag-large.ts";
import { type Cluster, startCluster } from "../system/cluster.ts";
import { compactEtcd, etcdSize } from "../system/etcd-size.ts";
import { succeed } from "./succeed.ts";

const tasks = 100_000;

export const dagLarge: Bench = {
  name: "dag-cluster-large",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await startCluster(folder));
    await cluster.troupe.apply("dag-large.ts");
    await run(cluster, tasks / 100);
    const opened = stack.move();
    return {
      contestants: [
        {
          name: "dag-cluster-large",
          durability: "etcd has synced before each grant and each acknowledgement",
          goals: [{ figure: "etcd_in_use", measure: "value", bound: "at most", limit: 200 }],
          measure: () => measure(cluster),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

async function measure(cluster: Cluster): Promise<Sample> {
  const { servers, troupe } = cluster;
  // What is sealed of earlier runs is gone from etcd.
  await troupe.idle();
  await compactEtcd(servers.etcd);
  const before = await etcdSize(servers.etcd);
  const cpuBefore = troupe.cpuMs();
  const tookMs = await run(cluster, tasks);
  const history = await etcdSize(servers.etcd);
  // Before its records are taken away: it is sealed in portions, which takes longer than this.
  await compactEtcd(servers.etcd);
  const after = await etcdSize(servers.etcd);
  await troupe.idle();
  return {
    seconds: tookMs / 1000,
    tasks_per_second: (tasks / tookMs) * 1000,
    cpu_per_task: (troupe.cpuMs() - cpuBefore) / tasks,
    etcd_before: before.inUse / 1e6,
    etcd_with_history: history.inUse / 1e6,
    etcd_in_use: after.inUse / 1e6,
    etcd_file: after.file / 1e6,
  };
}

async function run({ troupe: { client } }: Cluster, size: number): Promise<number> {
  const items = Array.from({ length: size / layers }, (_, index) => index);
  const began = performance.now();
  await succeed(await client.submit("dag-large", { items }), size);
  return performance.now() - began;
}
