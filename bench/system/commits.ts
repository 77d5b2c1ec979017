/**
 * What a cluster has committed, as etcd itself tells it: every batch writes its term into the marker and its events into
 * the outbox, in one transaction. etcd tells a watcher once the transaction has been applied, which is after it was synced;
 * so the instant is that of the commit, and up to a millisecond late. No coordinator does anything for it.
 */
import { decode, type FeedEntry } from "@troupe/engine";
import { Etcd3, type IKeyValue, type Watcher } from "etcd3";

/** The default name of a cluster. */
const root = "/troupe/troupe/";

interface Watched {
  readonly holds: (report: Report) => boolean;
  readonly resolve: (at: number) => void;
}

/** The end of a task, which only its agent can have told. */
export interface Report {
  readonly term: number;
  readonly runId: string;
  readonly task: string;
}

export class Commits implements AsyncDisposable {
  readonly #etcd: Etcd3;
  readonly #watchers: Watcher[] = [];
  readonly #watched = new Set<Watched>();
  readonly #leaders: { readonly name: string; readonly term: number }[] = [];
  readonly #batches: { readonly term: number; readonly revision: number }[] = [];
  readonly #reports = new Map<string, Map<string, number>>();
  readonly #ended = new Set<string>();
  #nextEnd = Promise.withResolvers<void>();

  static async open(endpoint: string): Promise<Commits> {
    const commits = new Commits(new Etcd3({ hosts: endpoint }));
    await commits.#watch();
    return commits;
  }

  private constructor(etcd: Etcd3) {
    this.#etcd = etcd;
  }

  /** Who took the lead last. */
  get leader(): { readonly name: string; readonly term: number } {
    const last = this.#leaders.at(-1);
    if (last === undefined) throw new Error("nobody leads");
    return last;
  }

  /** How many runs have ended since it was opened. */
  get ended(): number {
    return this.#ended.size;
  }

  /** How often each task of a run was reported to have succeeded. */
  reportsOf(runId: string): ReadonlyMap<string, number> {
    return this.#reports.get(runId) ?? new Map();
  }

  /** When a report for which it holds is next committed, by performance.now(). */
  report(holds: (report: Report) => boolean): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#watched.add({ holds, resolve });
    return promise;
  }

  /** Resolves with the next end of a run. */
  nextEnd(): Promise<void> {
    return this.#nextEnd.promise;
  }

  /** Batches of a term that came after a later one had begun. A term is the revision at which it begins. */
  staleBatches(): number {
    const terms = this.#leaders.map(({ term }) => term);
    return this.#batches.filter(({ term, revision }) => terms.some((later) => term < later && later < revision)).length;
  }

  /** Watchers first: they would look for a server for ever. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.cancel()));
    this.#etcd.close();
  }

  async #watch(): Promise<void> {
    const { kvs } = await this.#etcd.getAll().prefix(`${root}leader`).exec();
    for (const entry of kvs) this.#led(entry);
    const leader = await this.#etcd.watch().key(`${root}leader`).create();
    this.#watchers.push(leader);
    leader.on("put", (entry) => this.#led(entry));
    const marker = await this.#etcd.watch().key(`${root}marker`).create();
    this.#watchers.push(marker);
    marker.on("put", ({ value, mod_revision }) => {
      const [term] = value.toString().split("/");
      this.#batches.push({ term: Number(term), revision: Number(mod_revision) });
    });
    const outbox = await this.#etcd.watch().prefix(`${root}state/outbox/`).create();
    this.#watchers.push(outbox);
    outbox.on("put", (entry) => this.#committed(entry));
  }

  #led({ value, mod_revision }: IKeyValue): void {
    const { name } = JSON.parse(value.toString());
    this.#leaders.push({ name, term: Number(mod_revision) });
  }

  #committed({ key, value }: IKeyValue): void {
    const at = performance.now();
    const [, term] = /outbox\/(\d+)\//.exec(key.toString()) ?? [];
    for (const { runId, events } of decode(value) as readonly FeedEntry[]) {
      for (const event of events) {
        if (event.type === "TaskSucceeded") this.#reported({ term: Number(term), runId, task: event.task }, at);
        else if (lastEvents.has(event.type)) this.#end(runId);
      }
    }
  }

  #end(runId: string): void {
    this.#ended.add(runId);
    this.#nextEnd.resolve();
    this.#nextEnd = Promise.withResolvers();
  }

  #reported(report: Report, at: number): void {
    const { runId, task } = report;
    const ofRun = this.#reports.get(runId) ?? new Map<string, number>();
    this.#reports.set(runId, ofRun.set(task, (ofRun.get(task) ?? 0) + 1));
    for (const each of this.#watched) {
      if (!each.holds(report)) continue;
      this.#watched.delete(each);
      each.resolve(at);
    }
  }
}

const lastEvents: ReadonlySet<string> = new Set(["RunSucceeded", "RunFailed", "RunCancelled", "RunTimedOut"]);
