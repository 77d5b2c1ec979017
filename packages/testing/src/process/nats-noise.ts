/**
 * A way to nats-server on which messages are lost, come twice, late and out of turn, in both directions, by a seed. What
 * holds the connection together passes as it is: neither side sees that anything is wrong.
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { SeededEntropy } from "@troupe/engine/adapters";
import { freePort } from "./free-port.ts";
import { type NatsFrame, NatsFrames } from "./nats-frames.ts";
import { split } from "./tcp-proxy.ts";
import type { Workbench } from "./workbench.ts";

/** Shares of the messages, 0 to 1, each drawn by itself. */
export interface Noise {
  readonly lost: number;
  readonly doubled: number;
  /** Later than what was said after them, by up to `latestMs`. */
  readonly late: number;
  readonly latestMs: number;
}

export class NatsNoise {
  /** `127.0.0.1:4222`: to be used in place of the server's. */
  readonly address: string;
  readonly #target: string;
  readonly #server: Server;
  readonly #entropy: SeededEntropy;
  readonly #sockets = new Set<Socket>();
  #noise: Noise | undefined;
  #harmed = 0;

  static async start(bench: Workbench, target: string, seed: number): Promise<NatsNoise> {
    const noise = new NatsNoise(target, await freePort(), seed);
    const { host, port } = split(noise.address);
    noise.#server.listen(port, host);
    await once(noise.#server, "listening");
    bench.closes(() => noise.#close());
    return noise;
  }

  private constructor(target: string, port: number, seed: number) {
    this.#target = target;
    this.#entropy = new SeededEntropy(seed);
    this.address = `127.0.0.1:${port}`;
    this.#server = createServer((caller) => this.#join(caller));
  }

  /** How many messages did not arrive once, in their turn. */
  get harmed(): number {
    return this.#harmed;
  }

  begin(noise: Noise): void {
    this.#noise = noise;
  }

  end(): void {
    this.#noise = undefined;
  }

  #join(caller: Socket): void {
    const target = connect(split(this.#target));
    this.#carry(caller, target);
    this.#carry(target, caller);
  }

  #carry(from: Socket, to: Socket): void {
    const frames = new NatsFrames();
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (piece) => {
      for (const frame of frames.push(piece)) this.#pass(frame, to);
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  #pass({ bytes, isMessage }: NatsFrame, to: Socket): void {
    const noise = isMessage ? this.#noise : undefined;
    if (noise === undefined) return send(to, bytes);
    const [isLost, isDoubled, isLate] = [noise.lost, noise.doubled, noise.late].map((share) => this.#drawn(share));
    if (isLost || isDoubled || isLate) this.#harmed += 1;
    if (isLost) return;
    if (isDoubled) send(to, bytes);
    if (isLate) setTimeout(() => send(to, bytes), this.#entropy.random() * noise.latestMs);
    else send(to, bytes);
  }

  #drawn(share: number): boolean {
    return this.#entropy.random() < share;
  }

  #close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

function send(to: Socket, bytes: Uint8Array): void {
  if (!to.destroyed) to.write(bytes);
}
