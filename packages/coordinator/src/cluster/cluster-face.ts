/** What this coordinator knows of its cluster: what the store says, what it has heard, and what it is itself. */
import { TroupeError } from "@troupe/core";
import type { Presence, Registry } from "../ports/registry.ts";
import type { Standing } from "../role/role.ts";
import type { ArchiveKind, ClusterView, LoadView, NatsState, StoreView } from "./cluster-view.ts";
import type { StoreWatch } from "./store-watch.ts";

export interface ClusterFace {
  view(): Promise<ClusterView>;
  /** Of a coordinator that leads; null of one that follows. */
  load(): LoadView | null;
  /** Told when another coordinator leads, or this one does, or nobody any more. Returns the way to stop. */
  onStanding(listener: () => void): () => void;
  /** Gives space of the store back. Throws TroupeError(retry) if it did not come to its end. */
  reclaim(): Promise<StoreView>;
}

export interface ClusterSurroundings {
  readonly name: string;
  readonly archive: ArchiveKind;
  readonly traceUrl: string | null;
  readonly store: StoreWatch;
  /** Absent where no other coordinator can be. */
  readonly registry?: Registry;
  nats?(): NatsState;
  self(): Presence;
  standing(): Standing;
  onStanding(listener: () => void): () => void;
  load(): LoadView;
}

export class KnownCluster implements ClusterFace {
  readonly #around: ClusterSurroundings;

  constructor(around: ClusterSurroundings) {
    this.#around = around;
  }

  async view(): Promise<ClusterView> {
    const { name, archive, traceUrl, store, nats, self, standing } = this.#around;
    const [coordinators, looked] = await Promise.all([this.#coordinators(), store.look()]);
    const { leader } = standing();
    const listed = coordinators.find((other) => other.name === leader?.name && other.term === leader.term);
    return {
      name,
      answeredBy: self().name,
      // What it says of itself is more than others have heard: where it is reached, where that was not known at first.
      leader: leader === undefined ? null : { ...leader, ...addressesOf(listed), since: listed?.since ?? null },
      coordinators,
      store: looked,
      nats: nats?.() ?? null,
      archive,
      load: this.load(),
      traceUrl,
    };
  }

  load(): LoadView | null {
    return this.#around.standing().term === null ? null : this.#around.load();
  }

  onStanding(listener: () => void): () => void {
    return this.#around.onStanding(listener);
  }

  reclaim(): Promise<StoreView> {
    return this.#around.store.reclaim();
  }

  async #coordinators(): Promise<readonly Presence[]> {
    const { registry, self } = this.#around;
    const own = self();
    try {
      const others = (await registry?.list())?.filter(({ name }) => name !== own.name) ?? [];
      return [...others, own].sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      return [own];
    }
  }
}

function addressesOf(listed: Presence | undefined): Partial<Pick<Presence, "address" | "httpUrl">> {
  return listed === undefined ? {} : { address: listed.address, httpUrl: listed.httpUrl };
}
