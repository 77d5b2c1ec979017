/** The coordinators of a cluster: processes that are ended one at a time, and come back on the same data and ports. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../peers/server.ts";
import { startTroupe, type Troupe } from "./troupe.ts";

/** How a leader is ended, or held. */
export type Ending = "SIGKILL" | "SIGTERM" | "SIGSTOP";

const readyWithinMs = 30_000;
const lookEveryMs = 50;

export class Coordinator implements AsyncDisposable {
  readonly name: string;
  readonly address: string;
  readonly #http: string;
  readonly #start: () => Promise<Troupe>;
  #troupe: Troupe | undefined;

  /** Not started yet. `flags`: where the stores of its cluster are. */
  static async prepare(
    folder: string,
    name: string,
    flags: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Coordinator> {
    const address = `127.0.0.1:${await freePort()}`;
    const http = `127.0.0.1:${await freePort()}`;
    const options = { dataDir: join(folder, name), address, http, env };
    return new Coordinator(name, address, http, () => startTroupe("coordinator", options, ["--name", name, ...flags]));
  }

  private constructor(name: string, address: string, http: string, start: () => Promise<Troupe>) {
    this.name = name;
    this.address = address;
    this.#http = http;
    this.#start = start;
  }

  get process(): Troupe {
    if (this.#troupe === undefined) throw new Error(`coordinator ${this.name} was not started`);
    return this.#troupe;
  }

  /** Answers when it serves. */
  async start(): Promise<void> {
    this.#troupe = await this.#start();
  }

  signal(signal: Ending): void {
    process.kill(this.process.pid, signal);
  }

  /** After any of these it is as it was; answers when it serves again, and follows. */
  async comeBack(after: Ending): Promise<void> {
    if (after === "SIGSTOP") process.kill(this.process.pid, "SIGCONT");
    else {
      await this.process[Symbol.asyncDispose]();
      await this.start();
    }
    await this.#follows();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#troupe?.[Symbol.asyncDispose]();
  }

  async #follows(): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    while (performance.now() < deadline) {
      const answer = await fetch(`http://${this.#http}/readyz`, { signal: AbortSignal.timeout(1000) }).then(
        (response) => response.text(),
        () => "",
      );
      if (/^follows .+, term /m.test(answer)) return;
      await wait(lookEveryMs);
    }
    throw new Error(`coordinator ${this.name} does not follow`);
  }
}
