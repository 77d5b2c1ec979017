/**
 * The election of a cluster: one key of etcd that hangs on the leader's lease. docs/adr/0009-etcd.md says why it is our own.
 *
 * To take the lead is one transaction: the key is absent, or still as it was when its holder was found gone. The
 * modification revision of that put is the term, which every batch compares: from then on nothing of an older term is
 * written, whatever its leader believes.
 */
import { hostname } from "node:os";
import { TroupeError } from "@troupe/core";
import {
  type Clock,
  type CoordinatorInfo,
  type EngineLog,
  type LeaderInfo,
  type Leadership,
  type Lease,
  silentLog,
} from "@troupe/engine";
import { HeardLeader } from "@troupe/engine/adapters";
import type { EtcdClient } from "./client.ts";
import { readClusterId } from "./cluster-id.ts";
import { EtcdTerm } from "./etcd-term.ts";
import { KeptLease } from "./kept-lease.ts";
import { LeaderKey, type Look, leaderValue, type SeenLeader, seenLeader } from "./leader-key.ts";
import { isLocal, portRefuses } from "./port-refuses.ts";

export interface EtcdLeadershipOptions {
  /** Of its own, so that no batch stands before a keepalive. Closed with the leadership. */
  readonly client: EtcdClient;
  readonly self: CoordinatorInfo;
  readonly clock: Clock;
  readonly log?: EngineLog;
  /** Default: 5 s. etcd refuses less than one and a half of its own election timeouts. */
  readonly leaseTtlMs?: number;
  /**
   * Whether a leader's process is not there any more: then nobody waits for its lease. SAFETY (of liveness only, the term
   * fences in any case): false for one that is slow or frozen, or of which nothing is known. Default: its port refuses.
   */
  readonly isGone?: (leader: LeaderInfo) => Promise<boolean>;
}

/** Between two looks of a candidate at whether the leader is gone. */
const probeEveryMs = 200;
/** It must be so twice: a leader that has just begun may not have been heard of everywhere. */
const confirmAfterMs = 100;
/** A leader trusts its lease for so much less than etcd keeps it. */
const marginMs = 500;

export class EtcdLeadership implements Leadership {
  readonly clusterId: string;
  readonly #options: EtcdLeadershipOptions;
  readonly #heard = new HeardLeader();
  readonly #key: LeaderKey;
  readonly #log: EngineLog;
  readonly #closed = new AbortController();
  /** Granted before it is needed: a full etcd grants none, and would have no leader. */
  #lease: KeptLease | undefined;
  #term: EtcdTerm | undefined;
  #campaigning: Promise<unknown> | undefined;

  /** Reads the cluster's id, or makes it; from now on it hears who leads. Throws TroupeError(retry) if etcd is away. */
  static async open(options: EtcdLeadershipOptions): Promise<EtcdLeadership> {
    return new EtcdLeadership(options, await readClusterId(options.client));
  }

  private constructor(options: EtcdLeadershipOptions, clusterId: string) {
    this.#options = options;
    this.clusterId = clusterId;
    this.#log = options.log ?? silentLog;
    this.#key = new LeaderKey(options.client, (look) => this.#see(look));
  }

  lead(signal: AbortSignal): Promise<Lease> {
    const campaign = this.#campaign(AbortSignal.any([signal, this.#closed.signal]));
    this.#campaigning = campaign;
    return campaign;
  }

  leader(): LeaderInfo | undefined {
    return this.#heard.leader;
  }

  onLeaderChange(listener: (leader: LeaderInfo | undefined) => void): () => void {
    return this.#heard.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort(new TroupeError("This candidate was closed.", { code: "CLOSED", reaction: "step-down" }));
    // Whatever it is in the middle of may still take the lead.
    await this.#campaigning?.catch(() => {});
    await this.#term?.resign();
    await this.#lease?.revoke().catch((error) => this.#log.warn({ error }, "a lease of nobody's ends by itself"));
    this.#key.close();
    this.#options.client.close();
  }

  async #campaign(stop: AbortSignal): Promise<Lease> {
    let suspect: number | undefined;
    for (;;) {
      stop.throwIfAborted();
      const { changes } = this.#key;
      const lookedAt = this.#options.clock.monotonic();
      const found = await this.#tryToLead(suspect);
      if (found instanceof EtcdTerm) {
        if (stop.aborted) await found.resign();
        else if (!found.lost.aborted) {
          this.#log.info({ term: found.term, ms: Math.round(this.#options.clock.monotonic() - lookedAt) }, "elected");
          return found;
        }
        continue;
      }
      suspect = found;
      await this.#key.changed(changes, suspect === undefined ? probeEveryMs : confirmAfterMs, stop);
    }
  }

  /** The term, if it leads now; else the term of a leader that looks as if it were gone. */
  async #tryToLead(suspect: number | undefined): Promise<EtcdTerm | number | undefined> {
    try {
      const lease = await this.#standbyLease();
      const { leader } = await this.#key.look();
      // An earlier attempt, of which nobody knew what became of it.
      if (leader?.leaseId === lease.id) return this.#begin(leader, lease);
      if (leader === undefined) return await this.#take(undefined, lease);
      if (!(await this.#isGone(leader))) return undefined;
      return suspect === leader.info.term ? await this.#take(leader, lease) : leader.info.term;
    } catch (error) {
      if (error instanceof TroupeError && error.reaction === "retry") return undefined;
      throw error;
    }
  }

  async #standbyLease(): Promise<KeptLease> {
    const { client, clock, leaseTtlMs = 5000 } = this.#options;
    if (this.#lease === undefined || this.#lease.isOver) {
      this.#lease = await KeptLease.grant(client, clock, leaseTtlMs);
    }
    return this.#lease;
  }

  async #isGone({ info, machine }: SeenLeader): Promise<boolean> {
    // There nobody listens on this machine, which says nothing about its own.
    if (isLocal(info.address) && machine !== hostname()) return false;
    const isGone = this.#options.isGone ?? portRefuses;
    // What cannot be found out is not known.
    return isGone(info).catch(() => false);
  }

  /** In the place of a leader that is gone, or of none. Undefined if another was faster. */
  async #take(gone: SeenLeader | undefined, lease: KeptLease): Promise<EtcdTerm | undefined> {
    const { client, self } = this.#options;
    const key = client.keys.leader;
    const put = { request_put: { key, value: leaderValue(self), lease: lease.id } };
    const { succeeded, header } = await client.once("taking the lead", ({ kv }) =>
      kv.txn({
        // Absent is revision 0.
        compare: [{ key, target: "Mod", result: "Equal", mod_revision: gone?.info.term ?? 0 }],
        success: [put],
      }),
    );
    if (!succeeded) return undefined;
    const info = { ...self, term: Number(header.revision) };
    return this.#begin({ leaseId: lease.id, machine: hostname(), info }, lease);
  }

  #begin(leader: SeenLeader, lease: KeptLease): EtcdTerm {
    const { clock } = this.#options;
    const { term } = leader.info;
    // The next candidacy has a lease of its own: this one may have to end with the term.
    this.#lease = undefined;
    this.#term = new EtcdTerm({
      clusterId: this.clusterId,
      term,
      lease,
      clock,
      log: this.#log,
      marginMs,
      release: () => this.#release(term),
    });
    this.#key.note({ leader, revision: term });
    return this.#term;
  }

  /** SAFETY: only if the key is of this term: a successor's is left alone. */
  async #release(term: number): Promise<void> {
    const { client } = this.#options;
    const key = client.keys.leader;
    const { responses, header } = await client.once("resigning", ({ kv }) =>
      kv.txn({
        compare: [{ key, target: "Mod", result: "Equal", mod_revision: term }],
        success: [{ request_delete_range: { key } }],
        failure: [{ request_range: { key } }],
      }),
    );
    const leader = seenLeader(responses[0]?.response_range?.kvs[0]);
    this.#key.note({ leader, revision: Number(header.revision) });
  }

  #see({ leader }: Look): void {
    const own = this.#term;
    if (own !== undefined && leader?.info.term !== own.term) own.end(`Term ${own.term} is over: ${whoLeads(leader)}.`);
    this.#heard.hear(leader?.info);
  }
}

function whoLeads(leader: SeenLeader | undefined): string {
  return leader === undefined ? "its lease has ended" : `${leader.info.name} leads in term ${leader.info.term}`;
}
