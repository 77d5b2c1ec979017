/** Runs steps that wait for something outside: all of an agent's in one loop. They need no files, and die with their agent. */
import { invariant, type PollExecutable, type TroupeError } from "@troupe/core";
import type { Clock } from "@troupe/engine";
import type { AttemptSink, Execution, Executor, Exit, PreparedAttempt, StopReason } from "../ports/executor.ts";
import type { Looker } from "../ports/look.ts";
import { PollLoop } from "./poll/poll-loop.ts";

export interface PollExecutorOptions {
  readonly looker: Looker;
  readonly clock: Clock;
  readonly random?: () => number;
}

export class PollExecutor implements Executor {
  readonly #loop: PollLoop;
  readonly #clock: Clock;

  constructor({ looker, clock, random = Math.random }: PollExecutorOptions) {
    this.#clock = clock;
    this.#loop = new PollLoop({ looker, clock, random });
  }

  /** How many wait. */
  get size(): number {
    return this.#loop.size;
  }

  async prepare(): Promise<void> {}

  async start({ declaration, inputs }: PreparedAttempt, sink: AttemptSink): Promise<Execution> {
    const { runs } = declaration;
    invariant(runs.kind === "poll", `a step of kind ${runs.kind} is no poll`);
    return this.#wait(runs, inputs, sink);
  }

  close(): void {
    this.#loop.close();
  }

  #wait(runs: PollExecutable, inputs: PreparedAttempt["inputs"], sink: AttemptSink): Execution {
    const { promise: ended, resolve } = Promise.withResolvers<Exit>();
    let shown = "";
    const leave = this.#loop.add({
      look: { runs, inputs },
      everyMs: runs.everyMs,
      ready: ({ facts }) => {
        const output = { outcome: "ready", at: new Date(this.#clock.now()).toISOString(), ...facts };
        resolve({ ...noProcess, exitCode: 0, result: { ok: true, output } });
      },
      notYet: (seen) => {
        // What is as it was is not said again.
        if (seen !== shown) sink.message({ type: "progress", fraction: 0, message: seen });
        shown = seen;
      },
      refused: (error: TroupeError) =>
        resolve({ ...noProcess, exitCode: 1, result: { ok: false, code: error.code, message: error.message } }),
    });
    return new Poll(ended, () => {
      leave();
      resolve({
        ...noProcess,
        exitCode: 1,
        result: { ok: false, code: "TASK_CANCELLED", message: "it was told to end" },
      });
    });
  }
}

const noProcess = { signal: null, oom: false } as const;

class Poll implements Execution {
  readonly identity = null;
  readonly ended: Promise<Exit>;
  readonly #end: () => void;

  constructor(ended: Promise<Exit>, end: () => void) {
    this.ended = ended;
    this.#end = end;
  }

  /** At once: there is nothing to clean up. */
  stop(_reason: StopReason): void {
    this.#end();
  }
}
