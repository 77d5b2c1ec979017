/**
 * The leader's key as it is: looked at again whenever a watch says that it changed, and now and then in any case.
 *
 * The watch only wakes up. What counts is the read that follows, so that a watch that missed something, as one does that
 * was reconnected twice, costs a second and no more.
 */
import { hostname } from "node:os";
import type { CoordinatorInfo, LeaderInfo } from "@troupe/engine";
import type { IKeyValue } from "etcd3";
import type { EtcdClient, EtcdMemberClient } from "./client.ts";

export interface SeenLeader {
  readonly info: LeaderInfo;
  readonly leaseId: string;
  /** The name of its machine: what "this machine" means in its address. */
  readonly machine: string | null;
}

export interface Look {
  /** Undefined if the key is absent: nobody leads. */
  readonly leader: SeenLeader | undefined;
  /** Of etcd: a look with a lower one is older. */
  readonly revision: number;
}

const lookEveryMs = 1000;

export class LeaderKey {
  readonly #client: EtcdClient;
  readonly #onLook: (look: Look) => void;
  readonly #closed = new AbortController();
  #revision = 0;
  #watch: { readonly member: EtcdMemberClient; readonly stream: WatchStream } | undefined;
  #changes = 0;
  readonly #waiting = new Set<() => void>();

  /** Begins to look; each look that is newer than all before is told. */
  constructor(client: EtcdClient, onLook: (look: Look) => void) {
    this.#client = client;
    this.#onLook = onLook;
    void this.#lookAgainAndAgain();
  }

  /** A linearizable look. Throws TroupeError(retry) if no member answers. */
  async look(): Promise<Look> {
    const { leader } = this.#client.keys;
    const { kvs, header } = await this.#client.read("who leads", ({ kv }) => kv.range({ key: leader }));
    const look = { leader: seenLeader(kvs[0]), revision: Number(header.revision) };
    this.note(look);
    return look;
  }

  /** How often the key may have changed so far. Read before a look, `changed` misses nothing that comes after. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Waits until it may have changed since then, but not longer than that, and not after the signal. It leaves nothing behind:
   * a standby waits five times a second, for months, for a key that does not change.
   */
  async changed(since: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#changes !== since || signal.aborted || this.#closed.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const timer = setTimeout(wake, ms).unref();
    this.#waiting.add(wake);
    signal.addEventListener("abort", wake, { once: true });
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(wake);
    signal.removeEventListener("abort", wake);
  }

  /** What was learned otherwise: from the answer to a write. */
  note(look: Look): void {
    if (look.revision < this.#revision || this.#closed.signal.aborted) return;
    this.#revision = look.revision;
    this.#onLook(look);
  }

  close(): void {
    this.#closed.abort();
    this.#watch?.stream.cancel();
    this.#wakeUp();
  }

  async #lookAgainAndAgain(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const { changes } = this;
      await this.#keepWatch();
      await this.look().catch(() => {
        // Whoever must know notices: a leader by its lease, a candidate by its own look.
      });
      await this.changed(changes, lookEveryMs, signal);
    }
  }

  /** Watches at the member that answers. */
  async #keepWatch(): Promise<void> {
    const member = this.#client.member();
    if (this.#watch?.member === member) return;
    this.#watch?.stream.cancel();
    this.#watch = undefined;
    try {
      const stream = await member.watchClient.watch();
      this.#watch = { member, stream };
      stream.on("data", () => this.#wakeUp());
      stream.on("error", () => this.#ended(stream));
      stream.on("end", () => this.#ended(stream));
      stream.write({ create_request: { key: this.#client.keys.leader } });
    } catch {
      // The next look tries again.
    }
  }

  #ended(stream: WatchStream): void {
    if (this.#watch?.stream === stream) this.#watch = undefined;
  }

  #wakeUp(): void {
    this.#changes += 1;
    for (const wake of this.#waiting) wake();
  }
}

type WatchStream = Awaited<ReturnType<EtcdMemberClient["watchClient"]["watch"]>>;

/** What a coordinator writes into the key when it takes the lead. */
export function leaderValue({ name, address, httpUrl }: CoordinatorInfo): Buffer {
  return Buffer.from(JSON.stringify({ name, address, httpUrl, machine: hostname() }));
}

export function seenLeader(entry: IKeyValue | undefined): SeenLeader | undefined {
  if (entry === undefined) return undefined;
  const { machine, ...info } = readValue(entry.value);
  return { leaseId: entry.lease, machine, info: { ...info, term: Number(entry.mod_revision) } };
}

/** Another version may have written it, or a person: whatever it says, somebody leads. */
function readValue(value: Buffer): CoordinatorInfo & Pick<SeenLeader, "machine"> {
  const text = (given: unknown): string | null => (typeof given === "string" ? given : null);
  try {
    const found = JSON.parse(value.toString()) as Readonly<Record<string, unknown>>;
    const [name, address, httpUrl, machine] = [found.name, found.address, found.httpUrl, found.machine].map(text);
    return { name: name ?? "unknown", address: address ?? null, httpUrl: httpUrl ?? null, machine: machine ?? null };
  } catch {
    return { name: "unknown", address: null, httpUrl: null, machine: null };
  }
}
