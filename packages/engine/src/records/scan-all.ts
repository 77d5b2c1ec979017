/** Every entry with a prefix, page by page. */
import type { StateEntry, StateStore } from "../ports/state-store.ts";

export async function* scanAll(store: StateStore, prefix: string): AsyncGenerator<StateEntry> {
  for (let after: string | undefined; ; ) {
    const page = await store.scan(prefix, after === undefined ? { limit: 500 } : { after, limit: 500 });
    yield* page;
    after = page.at(-1)?.key;
    if (after === undefined) return;
  }
}
