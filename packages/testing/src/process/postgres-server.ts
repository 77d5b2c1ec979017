/** A real PostgreSQL of its own: killed, held, and started again at any moment. */
import { join } from "node:path";
import type { Child, Ended } from "./child.ts";
import { freePort } from "./free-port.ts";
import type { Workbench } from "./workbench.ts";

/** PostgreSQL refuses to run as root: whoever is root runs it as Debian's user for it. */
const asOwner = process.getuid?.() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

export class PostgresServer {
  readonly url: string;
  readonly #bench: Workbench;
  readonly #words: readonly string[];
  #child: Child | undefined;

  /** Answers when it takes clients. Needs `initdb` and `postgres`. */
  static async start(bench: Workbench): Promise<PostgresServer> {
    const folder = await bench.folder();
    if (asOwner.length > 0) {
      await done(bench, ["chown", "postgres:postgres", folder]);
    }
    const data = join(folder, "data");
    await done(bench, [...asOwner, "initdb", "--pgdata", data, "--username=test", "--auth=trust", "--encoding=UTF8"]);
    const server = new PostgresServer(bench, data, await freePort());
    await server.restart();
    return server;
  }

  private constructor(bench: Workbench, data: string, port: number) {
    this.#bench = bench;
    this.url = `postgres://test@127.0.0.1:${port}/postgres`;
    const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", fsync: "off" };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.#words = [...asOwner, "postgres", "-D", data, ...flags];
  }

  get process(): Child {
    if (this.#child === undefined) throw new Error("PostgreSQL is not running");
    return this.#child;
  }

  async restart(): Promise<void> {
    const [program = "postgres", ...words] = this.#words;
    this.#child = await this.#bench.start(program, words, { name: "postgres" });
    await this.#child.said(/database system is ready to accept connections/);
  }

  kill9(): Promise<Ended> {
    return this.process.kill9();
  }
}

async function done(bench: Workbench, [program = "", ...words]: readonly string[]): Promise<void> {
  const { code, stderr } = await bench.finish(program, words);
  if (code !== 0) throw new Error(`${program} failed: ${stderr}`);
}
