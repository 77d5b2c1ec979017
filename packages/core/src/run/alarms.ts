/**
 * Names, each with the instant at which it wants to be woken, if any. Finding the next instant and those that are due
 * takes no look at the others: ten thousand tasks may wait in one run.
 */
interface Alarm {
  readonly at: number;
  readonly name: string;
}

export class Alarms implements Iterable<string> {
  readonly #ats = new Map<string, number | undefined>();
  /** A binary heap. Alarms that were set anew or deleted stay in it until they come to its top. */
  readonly #heap: Alarm[] = [];

  get size(): number {
    return this.#ats.size;
  }

  has(name: string): boolean {
    return this.#ats.has(name);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#ats.keys();
  }

  set(name: string, at: number | undefined): void {
    const before = this.#ats.get(name);
    this.#ats.set(name, at);
    if (at !== undefined && at !== before) this.#push({ at, name });
  }

  delete(name: string): void {
    this.#ats.delete(name);
  }

  get next(): number | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#isSet(top)) return top.at;
      this.#pop();
    }
    return undefined;
  }

  /** All whose instant has come, in no order that matters. Changes nothing. */
  due(now: number): readonly string[] {
    const found = new Set<string>();
    const look = [0];
    for (let index = look.pop(); index !== undefined; index = look.pop()) {
      const alarm = this.#heap[index];
      if (alarm === undefined || alarm.at > now) continue;
      if (this.#isSet(alarm)) found.add(alarm.name);
      look.push(2 * index + 2, 2 * index + 1);
    }
    return [...found];
  }

  #isSet({ name, at }: Alarm): boolean {
    return this.#ats.get(name) === at;
  }

  #push(alarm: Alarm): void {
    const heap = this.#heap;
    let index = heap.push(alarm) - 1;
    for (let up = (index - 1) >> 1; index > 0 && this.#at(up) > alarm.at; up = (index - 1) >> 1) {
      heap[index] = heap[up] as Alarm;
      index = up;
    }
    heap[index] = alarm;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const down = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(down) >= last.at) break;
      heap[index] = heap[down] as Alarm;
      index = down;
    }
    heap[index] = last;
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }
}
