/** The queue, by shape: a shape that does not fit is passed over as a whole, however many wait with it. */
import { shapeOf, type Waiting } from "./place.ts";

interface Numbered extends Waiting {
  readonly order: number;
  readonly shape: string;
}

export class WaitingQueue {
  readonly #byKey = new Map<string, Numbered>();
  readonly #byShape = new Map<string, Map<string, Numbered>>();
  #next = 0;

  get size(): number {
    return this.#byKey.size;
  }

  /** At the end; a key that waits already keeps its place. */
  add(waiting: Waiting): void {
    if (this.#byKey.has(waiting.key)) return;
    const numbered = { ...waiting, order: this.#next++, shape: shapeOf(waiting.request) };
    this.#byKey.set(waiting.key, numbered);
    const line = this.#byShape.get(numbered.shape);
    if (line === undefined) this.#byShape.set(numbered.shape, new Map([[numbered.key, numbered]]));
    else line.set(numbered.key, numbered);
  }

  remove(key: string): void {
    const numbered = this.#byKey.get(key);
    if (numbered === undefined) return;
    this.#byKey.delete(key);
    const line = this.#byShape.get(numbered.shape);
    line?.delete(key);
    if (line?.size === 0) this.#byShape.delete(numbered.shape);
  }

  get(key: string): Waiting | undefined {
    return this.#byKey.get(key);
  }

  /** Everything in order of arrival, less the shapes that are stuck by then. Nothing may be added or removed meanwhile. */
  *inOrder(stuck: ReadonlySet<string>): Generator<Waiting> {
    const heads = [...this.#byShape].map(([shape, line]) => ({
      shape,
      rest: line.values(),
      head: undefined as Numbered | undefined,
    }));
    for (const each of heads) each.head = each.rest.next().value;
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      for (const each of heads) {
        if (each.head === undefined || stuck.has(each.shape)) continue;
        if (first?.head === undefined || each.head.order < first.head.order) first = each;
      }
      if (first?.head === undefined) return;
      yield first.head;
      first.head = first.rest.next().value;
    }
  }
}
