/** What several sources say, as it comes: whoever says little does not wait behind one that says much. */

type Turn<Item> = { readonly of: AsyncIterator<Item> } & (
  | { readonly result: IteratorResult<Item, unknown> }
  | { readonly error: unknown }
);

/**
 * Of each source one item at a time is asked for, and the next one when that was taken. Ends with the last source, or as
 * soon as the signal is aborted: sources are told to end then, and none is waited for. Throws what a source throws.
 */
export async function* merge<Item>(sources: readonly AsyncIterable<Item>[], signal: AbortSignal): AsyncGenerator<Item> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const ready: Turn<Item>[] = [];
  let wake = (): void => {};
  const put = (turn: Turn<Item>): void => {
    ready.push(turn);
    wake();
  };
  const ask = (of: AsyncIterator<Item>): void =>
    void of.next().then(
      (result) => put({ of, result }),
      (error: unknown) => put({ of, error }),
    );
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort);
  try {
    for (const iterator of iterators) ask(iterator);
    for (let left = iterators.length; left > 0 && !signal.aborted; ) {
      const turn = ready.shift();
      if (turn === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ("error" in turn) throw turn.error;
      if (turn.result.done === true) left -= 1;
      else {
        yield turn.result.value;
        ask(turn.of);
      }
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // One that waits ends when what it waits for does; nobody is interested in how.
    for (const iterator of iterators) void iterator.return?.().catch(() => {});
  }
}
