/**
 * A real S3-compatible server with one empty bucket: killed, held, and started again at any moment. `versitygw` where it
 * is on the PATH: it keeps files, checks signatures and checksums. Else moto, which `scripts/setup.ts` brings: it checks
 * neither, and keeps nothing over a restart.
 */
import { accessSync, constants } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { absentPrograms, isOnPath } from "./absent-programs.ts";
import type { Child, Ended } from "./child.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import type { Workbench } from "./workbench.ts";

/** Where `scripts/setup.ts` puts moto. */
const motoServer = join(import.meta.dirname, "../../../../.cache/s3-server/bin/moto_server");

/** As `absentPrograms`: empty where a server is to be had, and in CI. */
export function absentS3Server(): readonly string[] {
  return hasMoto() ? [] : absentPrograms("versitygw");
}

export class S3Server {
  readonly bucket = "troupe-test";
  readonly credentials = { accessKeyId: "troupe", secretAccessKey: "troupe-test-secret" };
  /** Whether it refuses wrong credentials, and bytes that are not what their checksum says. */
  static readonly isStrict = isOnPath("versitygw");
  readonly #bench: Workbench;
  readonly #port: number;
  readonly #folder: string;
  #child: Child | undefined;

  static async start(bench: Workbench): Promise<S3Server> {
    const server = new S3Server(bench, await freePort(), await bench.folder());
    await server.restart();
    return server;
  }

  private constructor(bench: Workbench, port: number, folder: string) {
    this.#bench = bench;
    this.#port = port;
    this.#folder = folder;
  }

  /** The same over restarts. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** `s3://…`, as an archive's setting. */
  get url(): string {
    return `s3://${this.bucket}?endpoint=${encodeURIComponent(this.endpoint)}&region=us-east-1`;
  }

  get process(): Child {
    if (this.#child === undefined) throw new Error("it never started");
    return this.#child;
  }

  /** Starts it on the same port, once it has ended; the bucket is there. */
  async restart(): Promise<void> {
    await (S3Server.isStrict ? this.#startVersitygw() : this.#startMoto());
  }

  async kill9(): Promise<Ended> {
    return this.process.kill9();
  }

  /** To its clients it is as if its machine had frozen: connections stay, nothing answers. */
  pause(): void {
    this.process.pause();
  }

  resume(): void {
    this.process.resume();
  }

  async #startVersitygw(): Promise<void> {
    const [data, facts] = [join(this.#folder, "data"), join(this.#folder, "facts")];
    // A bucket is a directory.
    await mkdir(join(data, this.bucket), { recursive: true });
    await mkdir(facts, { recursive: true });
    const { accessKeyId, secretAccessKey } = this.credentials;
    const env = { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey };
    const args = ["--port", `127.0.0.1:${this.#port}`, "posix", "--sidecar", facts, data];
    this.#child = await this.#bench.start("versitygw", args, { env, name: "versitygw" });
    await this.#answers();
  }

  async #startMoto(): Promise<void> {
    const args = ["-H", "127.0.0.1", "-p", String(this.#port)];
    this.#child = await this.#bench.start(motoServer, args, { name: "moto" });
    await this.#answers();
    await fetch(`${this.endpoint}/${this.bucket}`, { method: "PUT" });
  }

  async #answers(): Promise<void> {
    const ask = () =>
      fetch(this.endpoint).then(
        () => true,
        () => false,
      );
    await eventually(async () => (await ask()) || !this.process.isRunning, Boolean, { withinMs: 30_000 });
    if (!this.process.isRunning) throw new Error(`${this.process.name} ended: ${this.process.stderr}`);
  }
}

function hasMoto(): boolean {
  try {
    accessSync(motoServer, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
