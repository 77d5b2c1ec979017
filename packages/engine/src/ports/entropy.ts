/** Randomness and ids as the engine sees them: seeded in tests. */
export interface Entropy {
  /** Uniform in [0, 1). */
  random(): number;
  /** A new run id: sortable by creation time, 26 lower-case characters (a ULID). */
  runId(now: number): string;
}
