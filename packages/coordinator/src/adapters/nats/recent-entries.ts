/**
 * What was written to the feed lately, as it was written: a run that ends soon is sealed without asking NATS for what it
 * was told a moment ago. Limited in bytes; the runs that began first are forgotten first, each of them whole.
 */
export class RecentEntries {
  readonly #maxBytes: number;
  readonly #runs = new Map<string, Map<number, Uint8Array>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** By the number of each entry's first event. May lack some: the caller knows which there are. */
  of(runId: string): ReadonlyMap<number, Uint8Array> | undefined {
    return this.#runs.get(runId);
  }

  add(runId: string, first: number, data: Uint8Array): void {
    const entries = this.#runs.get(runId) ?? new Map<number, Uint8Array>();
    this.#runs.set(runId, entries);
    this.#bytes += data.length - (entries.get(first)?.length ?? 0);
    entries.set(first, data);
    for (const oldest of this.#runs.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.forget(oldest);
    }
  }

  forget(runId: string): void {
    for (const data of this.#runs.get(runId)?.values() ?? []) this.#bytes -= data.length;
    this.#runs.delete(runId);
  }

  clear(): void {
    this.#runs.clear();
    this.#bytes = 0;
  }
}
