/**
 * What waits, so that the next one is found without looking at all of it. By priority, by pipeline, by shape (what fits the
 * same agents), and by what it claims: a *line* is what is alike in all of that, first come first served. Of 100,000 tasks
 * of one step a line is all that is ever looked at.
 *
 * A line whose head meets a full limit is parked with that limit, and nobody looks at it until some of that is given back.
 */
import { type Demand, shapeOf, taskKey, type Waiting } from "./demand.ts";
import { Heap } from "./heap.ts";
import type { Claim } from "./holds.ts";

/** How long a minute of head start is: one point of priority. */
export const agingMs = 60_000;

export interface Entry extends Waiting {
  readonly key: string;
  /** Of arrival. */
  readonly order: number;
  readonly line: Line;
  isGone: boolean;
}

/**
 * The place of a task among priorities: the least goes first. A point of priority is worth a minute of waiting, so that a
 * task is never passed by one that came more than `difference of their priorities` minutes after it: nothing starves. As all
 * grow older alike, the order of two tasks never changes while they wait.
 */
export function rankOf({ since, demand }: Pick<Waiting, "since" | "demand">): number {
  return since - demand.priority * agingMs;
}

export class WaitingQueue {
  readonly #byKey = new Map<string, Entry>();
  /** By priority. */
  readonly levels = new Map<number, Level>();
  #next = 0;

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  *lines(): Generator<Line> {
    for (const level of this.levels.values())
      for (const flow of level.flows.values()) for (const group of flow.groups.values()) yield* group.lines.values();
  }

  /** At the end of its line; a key that waits in that line already keeps its place there. False if it does. */
  add(waiting: Waiting): boolean {
    const key = taskKey(waiting);
    const known = this.#byKey.get(key);
    const line = this.#line(waiting.demand);
    if (known !== undefined && known.line === line && known.attempt === waiting.attempt) return false;
    if (known !== undefined) this.remove(key);
    const { runId, task, attempt, since, demand } = waiting;
    const entry: Entry = { key, runId, task, attempt, since, demand, order: this.#next++, line, isGone: false };
    this.#byKey.set(key, entry);
    line.push(entry);
    return true;
  }

  remove(key: string): Entry | undefined {
    const entry = this.#byKey.get(key);
    if (entry === undefined) return undefined;
    this.#byKey.delete(key);
    entry.isGone = true;
    entry.line.drop();
    if (entry.line.size === 0) this.#forget(entry.line);
    return entry;
  }

  #line(demand: Demand): Line {
    const level = getOr(this.levels, demand.priority, () => new Level(demand.priority));
    const flow = getOr(level.flows, demand.pipeline, () => new Flow(demand.pipeline, level));
    flow.weight = demand.weight;
    const shape = shapeOf(demand.request);
    const group = getOr(flow.groups, shape, () => new Group(shape, demand.request, flow));
    return getOr(group.lines, signatureOf(demand.claims), (signature) => new Line(signature, demand.claims, group));
  }

  #forget(line: Line): void {
    const { group } = line;
    const { flow } = group;
    group.lines.delete(line.signature);
    if (group.lines.size === 0) flow.groups.delete(group.shape);
    if (flow.groups.size === 0) flow.level.flows.delete(flow.pipeline);
    if (flow.level.flows.size === 0) this.levels.delete(flow.level.priority);
  }
}

/** All that waits with one priority. */
export class Level {
  readonly priority: number;
  readonly flows = new Map<string, Flow>();

  constructor(priority: number) {
    this.priority = priority;
  }
}

/** What waits of one pipeline with one priority. */
export class Flow {
  readonly pipeline: string;
  readonly level: Level;
  readonly groups = new Map<string, Group>();
  weight = 1;

  constructor(pipeline: string, level: Level) {
    this.pipeline = pipeline;
    this.level = level;
  }

  /** The task that came first, of those whose shape is not in `stuck` and whose limits were not full when last looked at. */
  first(stuck: ReadonlySet<string>): Entry | undefined {
    let first: Entry | undefined;
    for (const group of this.groups.values()) {
      if (stuck.has(group.shape)) continue;
      const head = group.first();
      if (head !== undefined && (first === undefined || head.order < first.order)) first = head;
    }
    return first;
  }
}

/** Of one shape. */
export class Group {
  readonly shape: string;
  readonly request: Demand["request"];
  readonly flow: Flow;
  readonly lines = new Map<string, Line>();
  /** Lines that are not parked, once each, by the order of a head that they had: of now, or earlier. */
  readonly #heads = new Heap<Line>();

  constructor(shape: string, request: Demand["request"], flow: Flow) {
    this.shape = shape;
    this.request = request;
    this.flow = flow;
  }

  first(): Entry | undefined {
    for (;;) {
      const least = this.#heads.first;
      if (least === undefined) return undefined;
      const { item: line, by } = least;
      const head = line.parkedOn === undefined ? line.head : undefined;
      if (head?.order === by) return head;
      this.#heads.pop();
      line.isListed = false;
      if (head !== undefined) this.list(line, head);
    }
  }

  list(line: Line, head: Entry): void {
    if (line.isListed) return;
    line.isListed = true;
    this.#heads.push(line, head.order);
  }
}

/** What is alike, in order of arrival. */
export class Line {
  readonly signature: string;
  readonly claims: readonly Claim[];
  readonly group: Group;
  /** The limit that was full when its head was looked at. */
  parkedOn: Claim | undefined;
  isListed = false;
  size = 0;
  /** Those that are gone are passed over, and thrown away now and then: taking the first of 100,000 must cost nothing. */
  #entries: Entry[] = [];
  #head = 0;

  constructor(signature: string, claims: readonly Claim[], group: Group) {
    this.signature = signature;
    this.claims = claims;
    this.group = group;
  }

  get head(): Entry | undefined {
    for (; this.#head < this.#entries.length; this.#head++) {
      const entry = this.#entries[this.#head];
      if (entry !== undefined && !entry.isGone) return entry;
    }
    return undefined;
  }

  /** In order. */
  *all(): Generator<Entry> {
    for (let at = this.#head; at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry !== undefined && !entry.isGone) yield entry;
    }
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.size += 1;
    if (this.parkedOn === undefined) this.group.list(this, this.head ?? entry);
  }

  /** One of its entries is gone. */
  drop(): void {
    this.size -= 1;
    if (this.#entries.length < 64 || this.size * 2 > this.#entries.length) return;
    this.#entries = this.#entries.filter(({ isGone }) => !isGone);
    this.#head = 0;
  }

  unpark(): void {
    this.parkedOn = undefined;
    const { head } = this;
    if (head !== undefined) this.group.list(this, head);
  }
}

const known = new WeakMap<readonly Claim[], string>();

function signatureOf(claims: readonly Claim[]): string {
  const before = known.get(claims);
  if (before !== undefined) return before;
  const signature = claims.map(({ id, amount, limit }) => `${id} ${amount} ${limit ?? ""}`).join("\n");
  known.set(claims, signature);
  return signature;
}

function getOr<K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
}
