/**
 * The agent: answers for its session (who it is, whom it obeys) and for its attempts (what may come, how it leaves).
 *
 * It belongs to one cluster at a time. A coordinator of another one is refused while attempts of this one still run:
 * their own coordinator alone may end them.
 */
import type { AgentHello, AgentUsage, AttemptKey, Clock } from "@troupe/engine";
import type { Logger } from "pino";
import type { Attempt } from "./attempts/attempt.ts";
import type { AttemptOrder, Attempts } from "./attempts/attempts.ts";
import type { DeviceLeases } from "./devices/device-leases.ts";
import type { DiskWatch } from "./devices/disk-watch.ts";
import type { HostLoad } from "./devices/host-load.ts";
import type { Offer } from "./ports/coordinator-link.ts";
import type { Order, SessionHost, Welcome } from "./session/session.ts";
import type { TermMemory } from "./session/term-memory.ts";

/** What does not change while this process lives. */
export type AgentIdentity = Pick<
  AgentHello,
  "agentId" | "incarnation" | "host" | "version" | "labels" | "capacity" | "isolationTier"
>;

export interface AgentParts {
  readonly identity: AgentIdentity;
  readonly attempts: Attempts;
  readonly devices: DeviceLeases;
  readonly terms: TermMemory;
  readonly load: Pick<HostLoad, "read">;
  readonly disk: Pick<DiskWatch, "objection">;
  readonly log: Logger;
}

export class AgentCore implements SessionHost {
  readonly #parts: AgentParts;
  readonly #idle = new Set<() => void>();
  #isDraining = false;
  #isLeaving = false;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  hello(): AgentHello {
    const { identity, attempts, devices, terms } = this.#parts;
    return {
      ...identity,
      devices: devices.views(),
      held: attempts.held(),
      clusterId: terms.current?.clusterId ?? "",
      termSeen: terms.current?.term ?? 0,
      draining: this.#isDraining,
      standingClaim: true,
    };
  }

  admit({ clusterId, term }: Welcome): string | null {
    const { terms, attempts } = this.#parts;
    const seen = terms.highest(clusterId);
    if (term < seen) return `it leads by term ${term} of cluster ${clusterId}, where term ${seen} was seen already`;
    const foreign = [...attempts].filter((attempt) => attempt.occupies && attempt.subject.clusterId !== clusterId);
    if (foreign.length > 0) {
      const home = foreign[0]?.subject.clusterId;
      return `it is of cluster ${clusterId}, and ${foreign.length} attempts of cluster ${home} still run here`;
    }
    return this.#learn(clusterId, term);
  }

  opened({ clusterId, superseded }: Welcome): void {
    const { attempts, devices } = this.#parts;
    const strangers = [...attempts].filter((attempt) => attempt.subject.clusterId !== clusterId);
    for (const attempt of strangers) attempt.input({ type: "Superseded" });
    attempts.opened(superseded.filter((key) => !strangers.some((stranger) => isSame(stranger.key, key))));
    devices.recheck();
  }

  order(order: Order): void {
    if (order.type === "SetDraining") this.#setDraining(order.draining);
    else if (this.#isCurrent(order)) this.#parts.attempts.order(order);
  }

  load(): { readonly usage: AgentUsage; readonly running: number } {
    return { usage: this.#parts.load.read(), running: this.#parts.attempts.running };
  }

  /** Takes nothing new from now on. */
  leave(): void {
    this.#isLeaving = true;
    this.changed();
  }

  /** Why an offer cannot be taken, or null. */
  objection(offer: Offer): string | null {
    if (this.#isLeaving) return "this agent is being stopped";
    if (this.#isDraining) return "this agent is draining";
    return this.#parts.devices.objection(offer.spec.devices) ?? this.#parts.disk.objection();
  }

  /** Resolves when it takes no new work and nothing is left to do. */
  async drained(): Promise<void> {
    while (!((this.#isDraining || this.#isLeaving) && this.#parts.attempts.size === 0)) await this.#change();
  }

  /** Resolves when the claim holds; it is looked at whenever an attempt is gone or draining begins. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#change();
  }

  changed(): void {
    for (const wake of [...this.#idle]) wake();
  }

  #setDraining(draining: boolean): void {
    this.#parts.log.info({ draining }, draining ? "draining: no new work is taken" : "work is taken again");
    this.#isDraining = draining;
    this.changed();
  }

  /** SAFETY: offers and grants of a deposed leader are not heard; a higher term is on disk before it is acted on. */
  #isCurrent(order: AttemptOrder): boolean {
    const { terms, log } = this.#parts;
    const clusterId = terms.current?.clusterId ?? "";
    if (order.type !== "Offer" && order.type !== "Grant") return true;
    const { term } = order.type === "Offer" ? order.offer : order;
    const isOurs = order.type === "Grant" || order.offer.clusterId === clusterId;
    if (!isOurs || term < terms.highest(clusterId)) {
      log.warn(
        { order: order.type, term, seen: terms.highest(clusterId) },
        "not heard: it is of a leader that was deposed",
      );
      return false;
    }
    return this.#learn(clusterId, term) === null;
  }

  /** Null once it is on disk; else why it is not: then nothing may be done in its name. */
  #learn(clusterId: string, term: number): string | null {
    try {
      this.#parts.terms.learn(clusterId, term);
      return null;
    } catch (error) {
      this.#parts.log.error({ err: error, term }, "the term of the leader cannot be written down");
      return `its term cannot be written down: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      this.#idle.delete(wake);
      resolve();
    };
    this.#idle.add(wake);
    return promise;
  }
}

/** How long what cannot live without its agent may take to end, and its result to be heard, when the agent stops. */
const partingMs = 5000;

/** Ends what would die with this process, and waits until that is known. Processes go on without it. */
export async function part(core: AgentCore, attempts: Attempts, clock: Clock, hurried: Promise<void>): Promise<void> {
  const dependent = [...attempts].filter(dependsOnAgent);
  for (const attempt of dependent) {
    // What has ended by itself is collected, not given up.
    if (attempt.state.status !== "finishing") attempt.input({ type: "AgentStopping" });
  }
  const deadline = Promise.withResolvers<void>();
  const timer = clock.after(partingMs, deadline.resolve);
  const isDone = (): boolean => !dependent.some((attempt) => attempt.state.status !== "forgotten");
  await Promise.race([core.until(isDone), deadline.promise, hurried]);
  timer.cancel();
}

/** A process that was started is taken over by the next agent process, ended or not. */
function dependsOnAgent(attempt: Attempt): boolean {
  const { status } = attempt.state;
  return attempt.executor.adopt === undefined
    ? status !== "forgotten"
    : status === "preparing" || status === "prepared";
}

function isSame(a: AttemptKey, b: AttemptKey): boolean {
  return a.runId === b.runId && a.task === b.task && a.attempt === b.attempt;
}
