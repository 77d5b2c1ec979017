/** One program under its lane: how it is stopped, and what is left to do when it has ended. */
import { join } from "node:path";
import { setTimeout as setTimeoutAsync } from "node:timers/promises";
import type { Execution, Exit, ProcessIdentity, ProcessUsage, StopReason } from "../../ports/executor.ts";
import { dumpStacks } from "../../process-tree/dump-stacks.ts";
import type { ProcessTree } from "../../process-tree/process-tree.ts";
import { exitOf, type LaneEnd } from "./exit-record.ts";

/** A signal that reached nobody is sent again: its lane has the program still to start. */
const resendMs = 50;
/** What is asked for its stacks writes them within this time, and is ended then. Nothing tells that it has. */
const dumpMs = 500;

export class ProcessExecution implements Execution {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<Exit>;
  readonly #tree: ProcessTree;
  readonly #stderr: string;
  #isOver = false;
  #isStopping = false;
  #timer: NodeJS.Timeout | undefined;
  /** Signals that are on their way. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(identity: ProcessIdentity, tree: ProcessTree, folder: string, end: Promise<LaneEnd>) {
    this.identity = identity;
    this.#stderr = join(folder, "stderr");
    this.#tree = tree;
    this.ended = end.then((how) => this.#settle(how));
  }

  async usage(): Promise<ProcessUsage | null> {
    return this.#isOver ? null : this.#tree.usage(false);
  }

  async dump(why: string): Promise<void> {
    if (this.#isOver || this.#isStopping) return;
    this.#send(async () => dumpStacks(await this.#tree.pids(), this.#stderr, why));
    await this.#sending;
    await setTimeoutAsync(dumpMs);
  }

  stop(_reason: StopReason, graceMs: number): void {
    if (this.#isStopping || this.#isOver) return;
    this.#isStopping = true;
    const killAt = performance.now() + graceMs;
    if (graceMs > 0) this.#send(() => this.#ask(killAt));
    this.#later(graceMs, () => this.#kill());
  }

  /** SAFETY: none once it is over. The lane has another attempt then, and the tree would find that one's processes. */
  #send(signals: () => Promise<void>): void {
    if (!this.#isOver) this.#sending = Promise.all([this.#sending, signals()]);
  }

  async #ask(until: number): Promise<void> {
    const reached = await this.#tree.signal("SIGTERM");
    // What is stopped takes no notice of SIGTERM.
    if (reached > 0) await this.#tree.signal("SIGCONT");
    else if (!this.#isOver && performance.now() + resendMs < until)
      setTimeout(() => this.#send(() => this.#ask(until)), resendMs);
  }

  /** Until it has ended: a lane that has not started its program yet will do so. */
  async #kill(): Promise<void> {
    await this.#tree.kill();
    if (!this.#isOver) this.#later(resendMs, () => this.#kill());
  }

  #later(ms: number, action: () => Promise<void>): void {
    this.#timer = setTimeout(() => this.#send(action), ms);
  }

  async #settle(how: LaneEnd): Promise<Exit> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#sending;
    const { oom, survivors } = await this.#tree.end();
    const left = survivors === 0 ? {} : { survivors };
    if (how.outcome === "status") return { ...exitOf(how.status), oom, ...left };
    // Where memory ran out the kernel may take the lane along: how the attempt ended is known all the same.
    if (oom) return { exitCode: null, signal: "SIGKILL", oom, ...left };
    return { exitCode: null, signal: null, oom, lost: true, ...left };
  }
}
