/**
 * Works on the items of a stream, several at a time, and yields the results in the order of the items. The work on an
 * item begins as soon as the item is there, and after the work on every item before it has begun.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator = items[Symbol.asyncIterator]();
  const begun: Promise<Result>[] = [];
  let next: Promise<IteratorResult<Item>> | undefined;
  for (;;) {
    const [oldest] = begun;
    if (next === undefined && begun.length < limit) next = quiet(iterator.next());
    if (oldest !== undefined && (next === undefined || (await settlesFirst(oldest, next)))) {
      begun.shift();
      yield await oldest;
    } else if (next !== undefined) {
      const item = await next;
      if (item.done) break;
      begun.push(quiet(work(item.value)));
      next = undefined;
    }
  }
  for (const result of begun) yield await result;
}

async function settlesFirst(one: Promise<unknown>, other: Promise<unknown>): Promise<boolean> {
  const settled = (promise: Promise<unknown>, first: boolean) =>
    promise.then(
      () => first,
      () => first,
    );
  return Promise.race([settled(one, true), settled(other, false)]);
}

/** Its failure is thrown when its turn comes; until then it must not count as unhandled. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
