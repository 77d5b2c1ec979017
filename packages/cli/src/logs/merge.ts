/** Several streams as one, in the order in which their items come. Streams may join while it is read. */
export class Merge<Item> implements AsyncIterable<Item> {
  readonly #waiting: { readonly item: Item; readonly taken: () => void }[] = [];
  #sources = 0;
  #failure: { readonly error: unknown } | null = null;
  #isClosed = false;
  #wake: () => void = () => {};

  add(source: AsyncIterable<Item>): void {
    this.waitFor(this.#pump(source));
  }

  /** Does not end before this has: it may still add streams. Its failure is this stream's. */
  waitFor(work: Promise<void>): void {
    this.#sources++;
    work
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#sources--;
        this.#wake();
      });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) {
        if (this.#failure !== null) throw this.#failure.error;
        const next = this.#waiting.shift();
        if (next !== undefined) {
          try {
            yield next.item;
          } finally {
            next.taken();
          }
        } else if (this.#sources === 0) return;
        else await this.#change();
      }
    } finally {
      this.#isClosed = true;
      for (const { taken } of this.#waiting) taken();
    }
  }

  /** One item a source waits at most: who reads slowly slows the sources down, and holds nothing in memory. */
  async #pump(source: AsyncIterable<Item>): Promise<void> {
    for await (const item of source) {
      if (this.#isClosed) return;
      await new Promise<void>((taken) => {
        this.#waiting.push({ item, taken });
        this.#wake();
      });
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
