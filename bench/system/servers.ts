/** One etcd and one nats-server, as a small cluster has them: durable, on free loopback ports, ended by pid. */
import { mkdirSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import type { Servers } from "../floors-cluster.ts";
import { findProgram, freePort, startServer } from "../peers/server.ts";

export interface ClusterServers extends Servers, AsyncDisposable {
  /** etcd's and NATS's. */
  readonly pids: readonly number[];
}

/** Throws, naming what this machine lacks. */
export async function startServers(folder: string): Promise<ClusterServers> {
  await using stack = new AsyncDisposableStack();
  mkdirSync(folder, { recursive: true });
  const etcdPort = await freePort();
  const natsPort = await freePort();
  const etcd = stack.use(await startEtcd(join(folder, "etcd"), etcdPort, await freePort()));
  const nats = stack.use(await startNats(join(folder, "nats"), natsPort));
  const opened = stack.move();
  return {
    etcd: `http://127.0.0.1:${etcdPort}`,
    nats: `nats://127.0.0.1:${natsPort}`,
    pids: [etcd.pid, nats.pid],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function startEtcd(folder: string, client: number, peer: number) {
  mkdirSync(folder);
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  const args = [
    ...["--name", "e1", "--data-dir", join(folder, "data"), "--logger", "zap", "--log-level", "warn"],
    ...["--listen-client-urls", clientUrl, "--advertise-client-urls", clientUrl],
    ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl, "--initial-cluster", `e1=${peerUrl}`],
  ];
  const command = { program: programOf("etcd"), args, logFile: join(folder, "log"), stopSignal: "SIGTERM" } as const;
  return startServer(command, async () => {
    const answer = await fetch(`${clientUrl}/health`);
    if (!(await answer.text()).includes("true")) throw new Error("etcd has no leader yet");
  });
}

async function startNats(folder: string, port: number) {
  mkdirSync(folder);
  const config = join(folder, "nats.conf");
  writeFileSync(
    config,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${JSON.stringify(join(folder, "store"))}, max_file: 32GB }\n`,
  );
  const command = {
    program: programOf("nats-server"),
    args: ["-c", config],
    logFile: join(folder, "log"),
    stopSignal: "SIGTERM",
  } as const;
  return startServer(command, () => canConnect(port));
}

function canConnect(port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connectSocket(port, "127.0.0.1", () => {
    socket.destroy();
    resolve();
  });
  socket.on("error", reject);
  return promise;
}

/** With the packages that bring them. */
export function missingServers(): readonly string[] {
  return Object.entries(packages).flatMap(([name, brings]) =>
    findProgram(name) === null ? [`${name} (Debian: ${brings})`] : [],
  );
}

function programOf(name: string): string {
  const program = findProgram(name);
  if (program === null) throw new Error(`${name} is missing: install it (Debian: ${packages[name]}) and try again`);
  return program;
}

const packages: Readonly<Record<string, string>> = { etcd: "etcd-server", "nats-server": "nats-server" };
