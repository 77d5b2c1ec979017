/** A binary heap: the least first, by a number that each item had when it was pushed. */
export class Heap<T> {
  readonly #items: { readonly by: number; readonly item: T }[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** The least, and the number that it was pushed with. */
  get first(): { readonly by: number; readonly item: T } | undefined {
    return this.#items[0];
  }

  push(item: T, by: number): void {
    const items = this.#items;
    let at = items.length;
    const added = { by, item };
    items.push(added);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || parent.by <= by) break;
      items[at] = parent;
      at = above;
    }
    items[at] = added;
  }

  pop(): T | undefined {
    const items = this.#items;
    const least = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return least?.item;
  }

  #sink(sinking: { readonly by: number; readonly item: T }): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      const left = items[2 * at + 1];
      const right = items[2 * at + 2];
      const isRight = left !== undefined && right !== undefined && right.by < left.by;
      const below = isRight ? right : left;
      if (below === undefined || below.by >= sinking.by) break;
      items[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    items[at] = sinking;
  }
}
