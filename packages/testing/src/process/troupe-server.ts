/** A coordinator, with an agent beside it or alone, as the command starts it: a process of its own on free ports. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Announcement, Client, readAnnouncement } from "@troupe/sdk/client";
import type { Child, Ended } from "./child.ts";
import { freePort } from "./free-port.ts";
import type { Finished, Workbench } from "./workbench.ts";

export interface TroupeServerOptions {
  /** The command's module: `packages/cli/src/main.ts` in this repository, `node_modules/@troupe/cli/dist/main.js` else. */
  readonly main: string;
  /** `dev`, with an agent beside it, or `coordinator`, alone. Default: `dev`. */
  readonly command?: "dev" | "coordinator";
  /** Further words: `["--no-agent"]`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export class TroupeServer {
  readonly dataDir: string;
  readonly #bench: Workbench;
  readonly #options: TroupeServerOptions;
  readonly #address: string;
  readonly #home: string;
  #child: Child | undefined;
  #announced: Announcement | undefined;

  /** Answers when it is ready, and with `dev` when its agent is. */
  static async start(bench: Workbench, options: TroupeServerOptions): Promise<TroupeServer> {
    const address = `127.0.0.1:${await freePort()}`;
    const server = new TroupeServer(bench, options, address, await bench.folder());
    await server.restart();
    return server;
  }

  private constructor(bench: Workbench, options: TroupeServerOptions, address: string, home: string) {
    this.#bench = bench;
    this.#options = options;
    this.#address = address;
    this.#home = home;
    this.dataDir = join(home, "data");
  }

  /** The same over restarts. */
  get address(): string {
    return this.#address;
  }

  get token(): string | null {
    return this.#announced?.token ?? null;
  }

  /** Where browsers go; null if nothing serves them. */
  get httpUrl(): string | null {
    return this.#announced?.httpUrl ?? null;
  }

  get process(): Child {
    if (this.#child === undefined) throw new Error("it never started");
    return this.#child;
  }

  /** Starts it again on the same data and the same port, once it has ended. */
  async restart(): Promise<void> {
    const { command = "dev", args = [] } = this.#options;
    const flags = ["--data-dir", this.dataDir, "--address", this.#address, "--http", "127.0.0.1:0", ...args];
    this.#child = await this.#start([command, ...flags]);
    await this.#child.said(command === "dev" ? /\bready in \d+ ms/ : /\bserving\b/);
    this.#announced = (await readAnnouncement(this.dataDir)) ?? undefined;
    if (this.#announced === undefined) throw new Error(`${command} is ready, and has not announced itself`);
  }

  /** SIGKILL to the whole process, coordinator and agent. */
  async kill9(): Promise<Ended> {
    return this.process.kill9();
  }

  async stop(): Promise<Ended> {
    return this.process.stop();
  }

  /** A client of it, closed with the bench. */
  client(): Client {
    const { token } = this;
    const client = new Client({ address: this.#address, ...(token !== null && { token }) });
    this.#bench.closes(() => client.close());
    return client;
  }

  /** Runs the command against it, to its end: `await server.troupe("get", "runs")`. */
  async troupe(...words: readonly string[]): Promise<Finished> {
    const child = await this.command(...words);
    const ended = await child.ended;
    return { ...ended, stdout: child.stdout, stderr: child.stderr };
  }

  /** Starts the command against it: one that goes on for a while, such as `logs -f`. */
  async command(...words: readonly string[]): Promise<Child> {
    return this.#start(words, { TROUPE_DATA_DIR: this.dataDir, TROUPE_ADDRESS: this.#address });
  }

  #start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Child> {
    return this.#bench.node(this.#options.main, words, {
      env: { ...withoutSettings(), ...startsFast, XDG_CONFIG_HOME: this.#home, ...this.#options.env, ...env },
      name: `troupe ${words[0]}`,
    });
  }
}

/** What the installed command turns on by itself. */
const startsFast = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") };

/** What is set where the test runs must not decide how it ends. */
function withoutSettings(): Readonly<Record<string, undefined>> {
  const names = Object.keys(process.env).filter((name) => /^(TROUPE_|OTEL_|TRACEPARENT$)/.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
