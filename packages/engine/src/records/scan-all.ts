/** Every entry with a prefix, page by page. The next page is on its way while one is read. */
import type { StateEntry, StateStore } from "../ports/state-store.ts";

const limit = 500;

export async function* scanAll(store: StateStore, prefix: string): AsyncGenerator<StateEntry> {
  for (let next: ReturnType<StateStore["scan"]> | undefined = store.scan(prefix, { limit }); next !== undefined; ) {
    const page: readonly StateEntry[] = await next;
    const after = page.length < limit ? undefined : page.at(-1)?.key;
    next = after === undefined ? undefined : store.scan(prefix, { after, limit });
    // Whoever reads may stop before: then nobody waits for it.
    next?.catch(() => {});
    yield* page;
  }
}
