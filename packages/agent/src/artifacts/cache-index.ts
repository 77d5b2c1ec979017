/** What lies in the artifact cache: sizes, the order of last use, and what must not be evicted. No I/O. */
interface Entry {
  readonly size: number;
  /** Files that are this artifact: its own, and links with the suffix that a library asks for. */
  readonly names: Set<string>;
  pins: number;
}

export class CacheIndex {
  readonly #capBytes: number;
  /** The one used longest ago comes first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(capBytes: number) {
    this.#capBytes = capBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  size(id: string): number | undefined {
    return this.#entries.get(id)?.size;
  }

  add(id: string, name: string, size: number): void {
    const entry = this.#entries.get(id) ?? { size, names: new Set(), pins: 0 };
    if (!this.#entries.has(id)) this.#bytes += size;
    entry.names.add(name);
    this.#entries.set(id, entry);
  }

  hasName(id: string, name: string): boolean {
    return this.#entries.get(id)?.names.has(name) ?? false;
  }

  /** Marks it as just used, and keeps it until `unpin` was called as often. */
  pin(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.pins += 1;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  unpin(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.pins -= 1;
  }

  /** Takes out what has to go for the rest to fit, the one used longest ago first. Returns the names of its files. */
  evict(): readonly string[] {
    const names: string[] = [];
    for (const [id, entry] of this.#entries) {
      if (this.#bytes <= this.#capBytes) break;
      if (entry.pins > 0) continue;
      this.#entries.delete(id);
      this.#bytes -= entry.size;
      names.push(...entry.names);
    }
    return names;
  }
}
