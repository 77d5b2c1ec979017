/** A cluster at work, for the pictures of it: three of each server, and agents that have something to do. */
import { join } from "node:path";
import { bundlePipelines } from "@troupe/sdk/bundle";
import { type ClusterCoordinator, eventually, TroupeCluster, type Workbench } from "@troupe/testing/process";

export interface ShownCluster {
  /** Who serves the pages: one of those that follow. */
  readonly follower: ClusterCoordinator;
  /** Kills the leader, and answers when another one leads. */
  loseLeader(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");

export async function startShownCluster(bench: Workbench, say: (text: string) => void): Promise<ShownCluster> {
  say("starting a cluster…");
  const cluster = await TroupeCluster.start(bench, {
    main: join(root, "packages/cli/src/main.ts"),
    agents: 3,
    etcdSize: 3,
    natsSize: 3,
    args: ["--feed-replicas", "3"],
    agentArgs: (id) => ["--cpus", "4", "--labels", `zone=${id}`],
  });
  const client = cluster.client();
  await client.apply(await bundlePipelines(join(root, "test/fixtures/pipelines/shown/pipeline.ts")));
  await client.submit("search", { epochs: 2000, pause: 0.25 });
  const leader = await leaderOf(cluster);
  const follower = cluster.coordinators.find((each) => each !== leader);
  if (follower === undefined) throw new Error("nobody follows");
  return {
    follower,
    loseLeader: async () => {
      await leader.kill9();
      await leaderOf(cluster);
    },
  };
}

async function leaderOf(cluster: TroupeCluster): Promise<ClusterCoordinator> {
  const found = await eventually(
    () => cluster.leader(),
    (leader) => leader !== undefined,
    { withinMs: 30_000 },
  );
  if (found === undefined) throw new Error("nobody leads");
  return found;
}
