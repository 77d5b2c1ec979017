/** What has come and was not taken yet; whoever wants what has not come waits for it. */
export class Arrivals<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: { readonly wants: (item: Item) => boolean; readonly take: (item: Item) => void }[] = [];

  put(item: Item): void {
    const index = this.#waiting.findIndex(({ wants }) => wants(item));
    const [waiting] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (waiting === undefined) this.#items.push(item);
    else waiting.take(item);
  }

  async take(wants: (item: Item) => boolean): Promise<Item> {
    const index = this.#items.findIndex(wants);
    const [item] = index === -1 ? [] : this.#items.splice(index, 1);
    if (item !== undefined) return item;
    return new Promise((take) => {
      this.#waiting.push({ wants, take });
    });
  }

  count(wants: (item: Item) => boolean): number {
    return this.#items.filter(wants).length;
  }
}
