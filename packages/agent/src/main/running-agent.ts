/** An agent that runs, for whoever started it: how it is stopped. */
import type { Clock } from "@troupe/engine";
import type { Logger } from "pino";
import { type AgentCore, part } from "../agent.ts";
import type { Attempts } from "../attempts/attempts.ts";
import type { Session } from "../session/session.ts";

export interface Agent {
  readonly id: string;
  /**
   * Takes nothing new, and leaves. Processes go on and are taken up by the next agent process of this state folder; what
   * cannot live without this one ends as `lost`. With `drain`, waits first until nothing is left to do. Idempotent; a
   * second call waits for nothing more.
   */
  stop(options?: { readonly drain?: boolean }): Promise<void>;
  /** Resolves when a coordinator asked for draining, or it is being stopped, and nothing is left to do. */
  drained(): Promise<void>;
}

export interface RunningParts {
  readonly agentId: string;
  readonly core: AgentCore;
  readonly attempts: Attempts;
  readonly session: Session;
  readonly clock: Clock;
  readonly log: Logger;
  /** What `stop` does if it is not told. */
  readonly drainOnStop: boolean;
}

export class RunningAgent implements Agent {
  readonly #parts: RunningParts;
  /** Everything that is open, to be closed in reverse. */
  readonly #opened: AsyncDisposableStack;
  readonly #hurried = Promise.withResolvers<void>();
  #stopping: Promise<void> | null = null;

  constructor(parts: RunningParts, opened: AsyncDisposableStack) {
    this.#parts = parts;
    this.#opened = opened;
  }

  get id(): string {
    return this.#parts.agentId;
  }

  drained(): Promise<void> {
    return this.#parts.core.drained();
  }

  stop({ drain = this.#parts.drainOnStop }: { readonly drain?: boolean } = {}): Promise<void> {
    if (this.#stopping !== null) this.#hurried.resolve();
    this.#stopping ??= this.#stop(drain);
    return this.#stopping;
  }

  async #stop(drain: boolean): Promise<void> {
    const { core, attempts, session, clock, log } = this.#parts;
    core.leave();
    if (drain) await Promise.race([core.drained(), this.#hurried.promise]);
    await part(core, attempts, clock, this.#hurried.promise);
    await session.stop("the agent was stopped");
    await this.#opened.disposeAsync();
    log.info({ agent: this.id, left: attempts.running }, "stopped");
  }
}
