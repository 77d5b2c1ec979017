/** The cluster: three members of etcd, NATS, three coordinators, two agents, each a process of its own on loopback. */
import { mkdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TroupeCluster, type Workbench } from "@troupe/testing/process";
import type { Narrator } from "../quickstart/narrator.ts";
import type { Example } from "./example.ts";

export interface ClusterRequest {
  readonly example: Example;
  readonly during: Narrator["during"];
  readonly signal: AbortSignal;
}

const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");
const agentIds = ["a1", "a2"] as const;

export async function startCluster(
  bench: Workbench,
  { example, during, signal }: ClusterRequest,
): Promise<TroupeCluster> {
  signal.throwIfAborted();
  const caches = await bench.folder();
  for (const id of agentIds) await prepareCache(join(caches, id), example.environments);
  const starting = during("3 members of etcd, NATS, 3 coordinators, 2 agents", () =>
    TroupeCluster.start(bench, {
      main,
      coordinators: 3,
      agents: agentIds.length,
      etcdSize: 3,
      agentArgs: (id) => ["--cache-dir", join(caches, id), "--cpus", "4"],
      env: { ...withoutSettings(), ...example.env, NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
    }),
  );
  return await interruptible(starting, signal);
}

/** Agents of one machine may share environments, and nothing else of a cache. */
async function prepareCache(folder: string, environments: string | null): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (environments === null) return;
  await mkdir(environments, { recursive: true });
  await symlink(environments, join(folder, "environments"));
}

/** What is set for the coordinator that somebody works with must not reach this one. */
function withoutSettings(): Readonly<Record<string, undefined>> {
  const names = Object.keys(process.env).filter((name) => /^(TROUPE_|TRACEPARENT$)/.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abort));
}
