/**
 * The way of one coordinator to etcd. A call takes time; under faults it ends in a timeout whose outcome nobody knows:
 * the request never arrived, or its answer did not, or it lies with a frozen member and lands seconds later.
 */
import { TroupeError } from "@troupe/core";
import type { Luck } from "../cluster/unreliable-store.ts";
import type { Network, Node } from "./network.ts";
import type { SimulatedEtcd } from "./simulated-etcd.ts";

/** Shares of the calls. */
export interface EtcdWeather {
  readonly lostRequests: number;
  readonly lostAnswers: number;
  readonly late: number;
  /** Added to each call. */
  readonly slowMs: number;
}

export const fairEtcd: EtcdWeather = { lostRequests: 0, lostAnswers: 0, late: 0, slowMs: 0 };

/** For partitions. */
export const etcdName = "etcd";

const deadlineMs = 1000;
const lateMs = { min: 900, max: 9000 } as const;

export class EtcdClient {
  readonly #etcd: SimulatedEtcd;
  readonly #network: Network;
  readonly #node: Node;
  readonly #luck: Luck;
  readonly #weather: () => EtcdWeather;

  constructor(etcd: SimulatedEtcd, network: Network, node: Node, luck: Luck, weather: () => EtcdWeather) {
    this.#etcd = etcd;
    this.#network = network;
    this.#node = node;
    this.#luck = luck;
    this.#weather = weather;
  }

  /** Throws TroupeError(retry, "STORE_TIMEOUT") when nobody knows, or what etcd answered. */
  call<Answer>(work: (etcd: SimulatedEtcd) => Answer): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const deadline = this.#node.clock.after(deadlineMs, () => reject(timeout()));
    const fate = this.#fate();
    const answer = (settle: () => void): void => {
      if (fate === "answer lost" || this.#isCut()) return;
      this.#network.clock.after(this.#network.delay(), () =>
        this.#node.clock.run(() => {
          deadline.cancel();
          settle();
        }),
      );
    };
    const arrive = (): void => {
      try {
        const found = work(this.#etcd);
        answer(() => resolve(found));
      } catch (error) {
        answer(() => reject(error));
      }
    };
    if (fate !== "request lost") this.#network.clock.after(this.#takesMs(fate), arrive);
    return promise;
  }

  /** Calls back some time after each change of the key, unless the way is cut just then. */
  watch(key: string, call: () => void): () => void {
    return this.#etcd.watch(key, () => {
      if (!this.#isCut()) this.#network.clock.after(this.#network.delay(), () => this.#node.clock.run(call));
    });
  }

  #fate(): "fine" | "request lost" | "answer lost" | "late" {
    if (this.#isCut()) return "request lost";
    const { lostRequests, lostAnswers, late } = this.#weather();
    const dice = this.#luck.random();
    if (dice < lostRequests) return "request lost";
    if (dice < lostRequests + lostAnswers) return "answer lost";
    return dice < lostRequests + lostAnswers + late ? "late" : "fine";
  }

  #takesMs(fate: string): number {
    const usual = this.#network.delay() + this.#weather().slowMs;
    return fate === "late" ? usual + lateMs.min + this.#luck.random() * (lateMs.max - lateMs.min) : usual;
  }

  #isCut(): boolean {
    return this.#network.isCut(this.#node.name, etcdName);
  }
}

function timeout(): TroupeError {
  return new TroupeError("etcd did not answer in time", { code: "STORE_TIMEOUT", reaction: "retry" });
}
