/** Many small tasks, and when each was heard of: how long nothing went on shows in them. */
import type { Client, RunEventRecord } from "@troupe/sdk/client";
import { manyRates } from "./example.ts";

export interface Beat {
  /** When the coordinator decided it. */
  readonly at: Date;
  /** When this process was told, as `Date.now()` has it. */
  readonly toldAt: number;
}

/** What only an agent can know. */
export const agentReported: ReadonlySet<string> = new Set(["AttemptStarted", "AttemptFailed", "TaskSucceeded"]);

const tasks = 1500;
/** Before these many were done it is not under way. */
const underWay = 20;

export class Pulse {
  readonly #client: Client;
  readonly #signal: AbortSignal;
  readonly #beats: Beat[] = [];
  #ended: Promise<void> = Promise.resolve();

  constructor(client: Client, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Of whatever run. */
  note({ name, at }: Pick<RunEventRecord, "name" | "at">): void {
    if (agentReported.has(name)) this.#beats.push({ at, toldAt: Date.now() });
  }

  /** Starts a run of its own; answers when it is under way. */
  async start(): Promise<void> {
    const run = await this.#client.submit("hello", { rates: manyRates(tasks) });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let done = 0;
    this.#ended = (async () => {
      for await (const update of run.watch({ signal: this.#signal })) {
        if (update.type !== "event") continue;
        this.note(update);
        if (update.name === "TaskSucceeded" && ++done === underWay) resolve();
      }
    })();
    this.#ended.catch(reject);
    await promise;
  }

  /** The first beat that was decided after an instant, in ms from there; undefined if there was none. */
  async firstAfter(instant: Date): Promise<{ readonly decidedMs: number; readonly toldMs: number } | undefined> {
    await this.#ended;
    const first = this.#beats.filter(({ at }) => at > instant).sort((a, b) => a.at.getTime() - b.at.getTime())[0];
    if (first === undefined) return undefined;
    return { decidedMs: first.at.getTime() - instant.getTime(), toldMs: first.toldAt - instant.getTime() };
  }
}
