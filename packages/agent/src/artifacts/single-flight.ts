/**
 * Work that several want at once is done once. Each waiter may leave on its own; the work is aborted only when the last
 * one has left.
 */
export class SingleFlight<Result> {
  readonly #flights = new Map<
    string,
    { readonly result: Promise<Result>; readonly abort: AbortController; waiters: number }
  >();

  async run(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#begin(key, work);
    flight.waiters += 1;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([flight.result, left.promise]);
    } finally {
      signal.removeEventListener("abort", leave);
      flight.waiters -= 1;
      if (flight.waiters === 0) this.#end(key, flight);
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Result>) {
    const abort = new AbortController();
    const flight = { result: work(abort.signal), abort, waiters: 0 };
    // Whoever waits hears of a failure; with nobody waiting any more it is of no interest.
    flight.result.catch(() => undefined);
    this.#flights.set(key, flight);
    return flight;
  }

  #end(key: string, flight: { readonly abort: AbortController }): void {
    flight.abort.abort();
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
