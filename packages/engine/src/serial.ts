/** Work under one key, one after the other: of many at once, one does it and the others find it done. */
export class Serial {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key)?.catch(() => {}) ?? Promise.resolve();
    const working = before.then(work);
    this.#last.set(key, working);
    try {
      return await working;
    } finally {
      if (this.#last.get(key) === working) this.#last.delete(key);
    }
  }
}
