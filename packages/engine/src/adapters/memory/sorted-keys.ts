/**
 * Keys in order, where most are added in bursts between scans. New keys are sorted in when somebody looks: sorting a
 * sorted list with a tail is nearly linear, while inserting each key on its own would move the list each time.
 */
import { firstIndex } from "../log-parts.ts";

export class SortedKeys {
  readonly #keys = new Set<string>();
  #sorted: string[] = [];
  #isSorted = true;

  add(key: string): void {
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#sorted.push(key);
    this.#isSorted = false;
  }

  delete(key: string): void {
    if (this.#keys.delete(key)) this.#isSorted = false;
  }

  /** At most `limit` keys with the prefix after `after` (exclusive), in order. */
  list(prefix: string, after = "", limit = Number.POSITIVE_INFINITY): readonly string[] {
    const keys = this.#inOrder();
    const start = firstIndex(keys, (key) => key > after && key >= prefix);
    const found: string[] = [];
    for (let index = start; index < keys.length && found.length < limit; index += 1) {
      const key = keys[index];
      if (key === undefined || !key.startsWith(prefix)) break;
      found.push(key);
    }
    return found;
  }

  #inOrder(): readonly string[] {
    if (!this.#isSorted) {
      // A key that was deleted and added again stands in the list twice.
      this.#sorted = [...new Set(this.#sorted)].filter((key) => this.#keys.has(key)).sort();
      this.#isSorted = true;
    }
    return this.#sorted;
  }
}
