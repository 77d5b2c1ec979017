/** Why a queued task has not started: everything that stands in its way now, as placement sees it. */
import { taskKey } from "./demand.ts";
import type { LimitKind } from "./holds.ts";
import type { Placement } from "./placement.ts";
import { type AgentRoom, neverMet, unmetNeed } from "./room.ts";
import { lessReserved } from "./rooms.ts";
import { type Entry, type Flow, rankOf } from "./waiting-queue.ts";

export interface TaskOfRun {
  readonly runId: string;
  readonly task: string;
}

export interface QueueExplanation {
  /** 1 is next. Exact among tasks of one pipeline and priority; where several pipelines share by weight, about. */
  readonly place: number;
  /** Tasks in the queue, itself among them. */
  readonly waiting: number;
  /** Of its run and its step together: minutes of head start. */
  readonly priority: number;
  readonly since: number;
  /** Limits that are full for it. Empty: nothing but room and its turn. */
  readonly limits: readonly FullLimit[];
  /** By agent, the first thing that stands in its way there. */
  readonly agents: readonly AgentNeed[];
  /** The agent on which room is kept for it; null: none. */
  readonly keptAgent: string | null;
}

export interface FullLimit {
  readonly kind: LimitKind;
  /** Of the pool, run or pipeline; the text of the key. */
  readonly name: string;
  /** What the task asks for. */
  readonly amount: number;
  /** Null: there is no such pool. */
  readonly limit: number | null;
  readonly used: number;
  readonly holders: readonly TaskOfRun[];
  readonly moreHolders: number;
  /** What is free of it is kept for this task, which has waited longer. */
  readonly keptFor: TaskOfRun | null;
}

export interface AgentNeed {
  readonly agent: string;
  /** "has 0 GPUs free, 1 are needed"; null: it has room. */
  readonly need: string | null;
  /** However long one waits. */
  readonly isNever: boolean;
  /** Its room is kept for this task, which has waited longer. */
  readonly keptFor: TaskOfRun | null;
}

const holdersAtMost = 5;

/** Undefined if it is not in the queue. */
export function explainQueued(placement: Placement, task: TaskOfRun, now: number): QueueExplanation | undefined {
  const entry = placement.queue.get(taskKey(task));
  if (entry === undefined) return undefined;
  const { since, demand } = entry;
  return {
    place: placeOf(placement, entry),
    waiting: placement.queue.size,
    priority: demand.priority,
    since,
    limits: fullLimits(placement, entry, now),
    agents: [...placement.rooms.all()].map((room) => needOf(placement, entry, room)),
    keptAgent: placement.reservation?.key === entry.key ? placement.reservation.agent : null,
  };
}

/** Everything with a priority that is first now, a share of the other pipelines', and what came before it in its own. */
function placeOf(placement: Placement, entry: Entry): number {
  const own = entry.line.group.flow;
  const before = countBefore(own, entry);
  let place = before + 1;
  for (const level of placement.queue.levels.values()) {
    if (level !== own.level && firstRank(level.flows.values()) >= rankOf(entry)) continue;
    for (const flow of level.flows.values()) {
      if (flow === own) continue;
      const size = sizeOf(flow);
      place += level === own.level ? Math.min(size, Math.floor((before * flow.weight) / own.weight)) : size;
    }
  }
  return place;
}

function countBefore(flow: Flow, { order }: Entry): number {
  let count = 0;
  for (const group of flow.groups.values())
    for (const line of group.lines.values())
      for (const other of line.all()) {
        if (other.order >= order) break;
        count += 1;
      }
  return count;
}

function firstRank(flows: Iterable<Flow>): number {
  let first = Number.POSITIVE_INFINITY;
  for (const flow of flows)
    for (const group of flow.groups.values())
      for (const { head } of group.lines.values()) if (head !== undefined) first = Math.min(first, rankOf(head));
  return first;
}

function sizeOf(flow: Flow): number {
  let size = 0;
  for (const group of flow.groups.values()) for (const line of group.lines.values()) size += line.size;
  return size;
}

function fullLimits(placement: Placement, entry: Entry, now: number): readonly FullLimit[] {
  const { holds, queue } = placement;
  return entry.demand.claims.flatMap((claim) => {
    if (holds.full([claim], entry.key, rankOf(entry), now) === undefined) return [];
    const holders: TaskOfRun[] = [];
    let count = 0;
    for (const { claims, runId, task } of placement.held) {
      if (!claims.some(({ id }) => id === claim.id)) continue;
      count += 1;
      if (holders.length < holdersAtMost) holders.push({ runId, task });
    }
    const { kind, name, amount } = claim;
    const used = holds.used(claim);
    const limit = kind === "pool" && !holds.hasPool(name) ? null : holds.limit(claim);
    const closer = used + amount > holds.limit(claim) ? undefined : holds.closedBy(claim, now);
    const keptFor = nameOf(closer === undefined ? undefined : queue.get(closer));
    return [{ kind, name, amount, limit, used, holders, moreHolders: count - holders.length, keptFor }];
  });
}

function needOf({ reservation, queue }: Placement, { key, demand }: Entry, room: AgentRoom): AgentNeed {
  const need = unmetNeed(demand.request, room);
  const isKept = need === undefined && reservation?.agent === room.id && reservation.key !== key;
  const isTaken = isKept && unmetNeed(demand.request, lessReserved(room, reservation)) !== undefined;
  return {
    agent: room.id,
    need: need ?? null,
    isNever: need !== undefined && neverMet(demand.request, room) !== undefined,
    keptFor: isTaken ? nameOf(queue.get(reservation.key)) : null,
  };
}

function nameOf(entry: Entry | undefined): TaskOfRun | null {
  return entry === undefined ? null : { runId: entry.runId, task: entry.task };
}
