/** Who is to be woken when: a binary heap, so that of ten thousand only those whose time it is are looked at. */
export interface Wake {
  readonly at: number;
  readonly name: string;
}

export class WakeHeap {
  /** Earliest first; a name may stand in it more than once, of which the last one set counts. */
  readonly #heap: Wake[] = [];
  readonly #current = new Map<string, Wake>();

  /** Undefined: it is not to be woken. */
  set(name: string, at: number | undefined): void {
    if (this.#current.get(name)?.at === at) return;
    this.#current.delete(name);
    if (at === undefined) return;
    const wake = { at, name };
    this.#current.set(name, wake);
    this.#heap.push(wake);
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 64 + 2 * this.#current.size) this.#rebuild();
  }

  /** When the next one is to be woken. */
  next(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.at;
  }

  /** Takes out the next one whose time it is. */
  takeDue(now: number): string | undefined {
    const at = this.next();
    if (at === undefined || at > now) return undefined;
    const { name } = this.#take();
    this.#current.delete(name);
    return name;
  }

  #dropStale(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#current.get(top.name) !== top; top = this.#heap[0])
      this.#take();
  }

  #take(): Wake {
    const [top] = this.#heap;
    const last = this.#heap.pop();
    if (top === undefined || last === undefined) throw new Error("nothing is to be woken");
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #rebuild(): void {
    const wakes = [...this.#current.values()].sort((a, b) => a.at - b.at);
    this.#heap.splice(0, this.#heap.length, ...wakes);
  }

  #rise(from: number): void {
    for (let index = from; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= this.#at(index)) return;
      this.#swap(parent, index);
      index = parent;
    }
  }

  #sink(from: number): void {
    for (let index = from; ; ) {
      const left = 2 * index + 1;
      const least = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(least) >= this.#at(index)) return;
      this.#swap(least, index);
      index = least;
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
