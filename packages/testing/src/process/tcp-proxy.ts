/** A way between two programs that a test closes, without an end that either of them could see, or makes slow. */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "./free-port.ts";
import type { Workbench } from "./workbench.ts";

/** From the one who connects to the one who listens, or back. */
export type Direction = "there" | "back";

const both: readonly Direction[] = ["there", "back"];

export class TcpProxy {
  /** `127.0.0.1:2379`: to be used in place of the target's. */
  readonly address: string;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #lanes = new Set<Lane>();
  readonly #held = new Set<Direction>();
  #delayMs = 0;

  /** Answers when it takes connections. The target need not be there yet: without it they are refused one by one. */
  static async start(bench: Workbench, target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, await freePort());
    const { host, port } = split(proxy.address);
    proxy.#server.listen(port, host);
    await once(proxy.#server, "listening");
    bench.closes(() => proxy.#close());
    return proxy;
  }

  private constructor(target: string, port: number) {
    this.#target = split(target);
    this.address = `127.0.0.1:${port}`;
    this.#server = createServer((caller) => this.#join(caller));
  }

  /** Nothing passes, as on a network that lost its middle: connections stay, new ones are taken and hear nothing. */
  hold(directions: readonly Direction[] = both): void {
    for (const direction of directions) this.#held.add(direction);
    for (const lane of this.#lanes) if (this.#held.has(lane.direction)) lane.hold();
  }

  /** Everything passes again, and first what was said meanwhile. */
  release(): void {
    this.#held.clear();
    for (const lane of this.#lanes) lane.release();
  }

  /** Each byte is so much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends every connection; new ones are taken. */
  reset(): void {
    for (const lane of this.#lanes) lane.cut();
  }

  #join(caller: Socket): void {
    const target = connect(this.#target);
    const delayMs = (): number => this.#delayMs;
    for (const lane of [new Lane("there", caller, target, delayMs), new Lane("back", target, caller, delayMs)]) {
      this.#lanes.add(lane);
      lane.from.once("close", () => this.#lanes.delete(lane));
      if (this.#held.has(lane.direction)) lane.hold();
    }
  }

  #close(): void {
    this.#server.close();
    this.reset();
  }
}

/** One direction of one connection. */
class Lane {
  readonly direction: Direction;
  readonly from: Socket;
  readonly #to: Socket;
  readonly #delayMs: () => number;
  #isHeld = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(direction: Direction, from: Socket, to: Socket, delayMs: () => number) {
    this.direction = direction;
    this.from = from;
    this.#to = to;
    this.#delayMs = delayMs;
    from.setNoDelay(true);
    from.on("data", (data) => this.#later(() => this.#pass(data)));
    from.on("end", () => this.#later(() => to.end()));
    from.on("close", () => this.#later(() => to.destroy()));
    from.on("error", () => undefined);
    to.on("drain", () => {
      if (!this.#isHeld) from.resume();
    });
  }

  hold(): void {
    this.#isHeld = true;
    this.from.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.from.resume();
  }

  cut(): void {
    this.from.destroy();
  }

  #pass(data: Buffer): void {
    if (!this.#to.destroyed && !this.#to.write(data)) this.from.pause();
  }

  /** In order also when the delay changes: a shorter one must not overtake. */
  #later(act: () => void): void {
    const delayMs = this.#delayMs();
    const due = delayMs === 0 ? undefined : new Promise<void>((resolve) => setTimeout(resolve, delayMs));
    this.#turn = this.#turn.then(() => due).then(act);
  }
}

/** Of `host:port`. */
export function split(address: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`tcp://${address}`);
  return { host: hostname, port: Number(port) };
}
