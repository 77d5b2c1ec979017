/**
 * Who runs where, and when. Rules only: what waits, what each agent has free, what is held of pools and keys come in, and
 * assignments come out. Time is an input. The same calls give the same assignments.
 *
 * One pass (`place`) looks at what waits in the order of `Turns` and gives each what fits and is allowed:
 *
 * - Nothing fits that is passed over for long: the first task that found no room, and has waited for `reserveAfterMs`, has
 *   the agent reserved that lacks the least for it. Those behind it may take there only what leaves it its room; as that
 *   agent's tasks end, it fits. So do slots: a task that waited so long for several closes its pool for those behind it.
 * - Everything else is work conserving: whatever fits, and is allowed by its limits, starts.
 */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";
import { taskKey, type Waiting } from "./demand.ts";
import { dominantShare, FairShares } from "./fair-shares.ts";
import { type Claim, Holds } from "./holds.ts";
import { type AgentOffer, type Reservation, Rooms, type Taken } from "./rooms.ts";
import { Turns } from "./turns.ts";
import { type Entry, type Line, rankOf, WaitingQueue } from "./waiting-queue.ts";

/** After which what does not fit is passed no more. */
export const reserveAfterMs = 60_000;

export interface Assignment {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly agent: string;
  /** UUIDs of the GPUs that it gets. */
  readonly devices: readonly string[];
  readonly request: ResourceRequest;
}

/** An attempt that has room on an agent, and holds what it claimed. */
export interface PlacedAttempt extends Taken {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly pipeline: string;
  readonly claims: readonly Claim[];
  /** Of the cluster, in millionths, when it started. */
  readonly share: number;
}

export interface PoolUse {
  /** Slots that are held. */
  readonly used: number;
  /** Tasks. */
  readonly waiting: number;
}

export type AttemptOnAgent = Pick<PlacedAttempt, "runId" | "task" | "attempt" | "agent">;

export class Placement {
  readonly queue = new WaitingQueue();
  readonly rooms = new Rooms();
  readonly holds = new Holds();
  readonly shares = new FairShares();
  readonly #held = new Map<string, PlacedAttempt>();
  /** By task, the attempt that was placed last and has its room still. */
  readonly #placed = new Map<string, PlacedAttempt>();
  #reservation: Reservation | undefined;
  /** Lines have come back that the pass in hand has passed over. */
  #isReopened = false;

  /** Those that have room, in the order in which they got it. */
  get held(): Iterable<PlacedAttempt> {
    return this.#held.values();
  }

  /** Made by the last pass. */
  get reservation(): Reservation | undefined {
    return this.#reservation;
  }

  /** Told again, it keeps its place, or moves to where its priority belongs now. */
  enqueue(waiting: Waiting, now: number = waiting.since): void {
    const key = taskKey(waiting);
    // SAFETY: a run that is read anew says what is queued again, and has not heard yet that this is assigned. Placed
    // twice, it would be told twice, refuse the second, and so give back the room in which the first one runs.
    if (this.#placed.get(key)?.attempt === waiting.attempt) return;
    const before = this.queue.get(key);
    if (!this.queue.add(waiting)) return;
    this.shares.wait(waiting.demand.pipeline, waiting.demand.weight, now);
    if (before?.isGone) this.#left(before);
  }

  dequeue(key: string): void {
    const entry = this.queue.remove(key);
    if (entry !== undefined) this.#left(entry);
  }

  /** An attempt that was assigned before this leader's time. */
  adopt(waiting: Waiting, agent: string, devices: readonly string[], now: number): void {
    const held = this.#heldOf(waiting, agent, devices);
    if (this.#held.has(attemptKey(held))) return;
    this.shares.adopt(held.pipeline, waiting.demand.weight, held.share, now);
    this.#hold(held);
  }

  /** False if it had no room. */
  release(attempt: AttemptOnAgent, now: number): boolean {
    const held = this.#held.get(attemptKey(attempt));
    if (held === undefined) return false;
    this.#held.delete(attemptKey(attempt));
    const key = taskKey(held);
    if (this.#placed.get(key) === held) this.#placed.delete(key);
    this.rooms.giveBack(held);
    this.shares.end(held.pipeline, held.share, now);
    unpark(this.holds.release(held.claims));
    return true;
  }

  agentChanged(offer: AgentOffer): void {
    this.rooms.set(offer);
  }

  agentLeft(id: string): void {
    this.rooms.remove(id);
  }

  /** Fewer slots than are held: nothing of the pool starts until that many are given back. */
  setPool(name: string, slots: number | undefined): void {
    unpark(this.holds.setPool(name, slots));
  }

  /** What is held of each pool, and how many tasks wait that ask for it. Pools of which neither is true are left out. */
  poolUse(): ReadonlyMap<string, PoolUse> {
    const pools = new Map<string, { used: number; waiting: number }>();
    const of = (name: string) => {
      const known = pools.get(name) ?? { used: 0, waiting: 0 };
      pools.set(name, known);
      return known;
    };
    for (const { claims } of this.#held.values())
      for (const { kind, name, amount } of claims) if (kind === "pool") of(name).used += amount;
    for (const line of this.queue.lines())
      for (const { kind, name } of line.claims) if (kind === "pool") of(name).waiting += line.size;
    return pools;
  }

  /** Gives room to what fits and is allowed now, in order. */
  place(now: number): readonly Assignment[] {
    const assignments: Assignment[] = [];
    const stuck = new Set<string>();
    this.#reservation = undefined;
    do {
      this.#isReopened = false;
      this.#pass(assignments, stuck, now);
    } while (this.#isReopened);
    return assignments;
  }

  #pass(assignments: Assignment[], stuck: Set<string>, now: number): void {
    const turns = new Turns(this.queue, this.shares, stuck, now);
    for (let entry = turns.next(); entry !== undefined; entry = turns.next()) {
      const full = this.holds.full(entry.demand.claims, entry.key, rankOf(entry), now);
      if (full !== undefined) this.#park(entry, full);
      else if (!this.#assign(entry, assignments, now)) {
        stuck.add(entry.line.group.shape);
        this.#reserve(entry, now);
      }
    }
  }

  #assign(entry: Entry, assignments: Assignment[], now: number): boolean {
    const { request, pipeline, weight } = entry.demand;
    const room = this.rooms.choose(request, this.#reservation);
    if (room === undefined) return false;
    const held = this.#heldOf(entry, room.id, this.rooms.devicesFor(request, room));
    this.dequeue(entry.key);
    this.shares.start(pipeline, weight, held.share, now);
    this.#hold(held);
    assignments.push(held);
    return true;
  }

  #park(entry: Entry, claim: Claim): void {
    const { key, since, line } = entry;
    line.parkedOn = claim;
    this.holds.wait(line, claim, { key, rank: rankOf(entry), from: since + reserveAfterMs });
  }

  #reserve({ key, since, demand: { request } }: Entry, now: number): void {
    if (this.#reservation !== undefined || now - since < reserveAfterMs) return;
    const nearest = this.rooms.nearest(request);
    if (nearest !== undefined) this.#reservation = { key, agent: nearest.id, request };
  }

  #heldOf({ runId, task, attempt, demand }: Waiting, agent: string, devices: readonly string[]): PlacedAttempt {
    const { request, pipeline, claims } = demand;
    const share = dominantShare(request, this.rooms.totals);
    return { runId, task, attempt, agent, devices, request, pipeline, claims, share };
  }

  #hold(held: PlacedAttempt): void {
    this.#held.set(attemptKey(held), held);
    this.#placed.set(taskKey(held), held);
    this.rooms.take(held);
    this.holds.take(held.claims);
  }

  /** It waits no more: nobody has to wait for it, and its line may be gone with it. */
  #left({ key, line, demand }: Entry): void {
    this.shares.leave(demand.pipeline);
    if (line.size === 0 && line.parkedOn !== undefined) this.holds.forget(line, line.parkedOn);
    const reopened = this.holds.reopenFor(key, demand.claims);
    unpark(reopened);
    this.#isReopened ||= reopened.length > 0;
  }
}

export function attemptKey({ runId, task, attempt, agent }: AttemptOnAgent): string {
  return `${runId} ${task} ${attempt} ${agent}`;
}

function unpark(lines: readonly Line[]): void {
  for (const line of lines) line.unpark();
}
