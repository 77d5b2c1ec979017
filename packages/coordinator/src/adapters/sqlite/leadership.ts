/**
 * Leadership of an embedded coordinator. Whoever holds the data directory is alone, so there is nobody to wait for: to
 * lead is to begin the next term. The lock is the directory's and stays with it, because the stores that lie in it must
 * be closed before another process may open them.
 */
import { TroupeError } from "@troupe/core";
import type { CoordinatorInfo, LeaderInfo, Leadership, Lease } from "@troupe/engine";
import { HeardLeader, TermLease, unnamedCoordinator } from "@troupe/engine/adapters";
import type { DataDirectory } from "./data-directory.ts";
import type { SqliteStateStore } from "./state-store.ts";

/** One for each data directory. */
export class SqliteLeadership implements Leadership {
  readonly #directory: DataDirectory;
  readonly #store: SqliteStateStore;
  readonly #self: CoordinatorInfo;
  readonly #heard = new HeardLeader();
  #lease: TermLease | undefined;

  constructor(directory: DataDirectory, store: SqliteStateStore, self: CoordinatorInfo = unnamedCoordinator) {
    this.#directory = directory;
    this.#store = store;
    this.#self = self;
  }

  async lead(signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    if (this.#lease !== undefined) throw this.#inUse();
    const { clusterId, term } = this.#store.beginTerm();
    this.#lease = new TermLease(clusterId, term, () => {
      this.#lease = undefined;
      this.#heard.hear(undefined);
    });
    this.#heard.hear({ ...this.#self, term });
    return this.#lease;
  }

  leader(): LeaderInfo | undefined {
    return this.#heard.leader;
  }

  onLeaderChange(listener: (leader: LeaderInfo | undefined) => void): () => void {
    return this.#heard.subscribe(listener);
  }

  async close(): Promise<void> {
    await this.#lease?.resign();
  }

  #inUse(): TroupeError {
    return new TroupeError(`The data directory ${this.#directory.path} is in use: this process leads in it already.`, {
      code: "DATA_DIRECTORY_IN_USE",
      reaction: "fatal",
      details: { directory: this.#directory.path, pid: String(process.pid) },
    });
  }
}
